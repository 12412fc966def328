"""Large files sent whole or in the range that was asked for (RFC 9110, section 14)."""

from collections.abc import Callable, Mapping

from aiohttp import web

from bot.web.console.visit import Part


async def partly(
    request: web.Request,
    part: Part,
    headers: Mapping[str, str],
    before: Callable[[web.StreamResponse], None] = lambda _: None,
) -> web.StreamResponse:
    """The bytes that ``request`` asks for: 206 with a range, 416 where it lies behind the end, else
    all of them. Several ranges at once are answered with the whole, as a server may. ``before`` adds
    to the answer's headers.
    """
    asked = range_of(request.headers.get("Range", ""), part.size)
    sent = {**headers, "Accept-Ranges": "bytes"}
    if asked is None:
        begin, end, status = 0, part.size, 200
    elif asked[0] >= asked[1]:
        sent["Content-Range"] = f"bytes */{part.size}"
        return web.Response(status=416, headers=sent)
    else:
        (begin, end), status = asked, 206
        sent["Content-Range"] = f"bytes {begin}-{end - 1}/{part.size}"
    response = web.StreamResponse(status=status, headers=sent)
    response.content_type = part.content_type
    response.content_length = end - begin
    before(response)
    await response.prepare(request)
    async for content in part.parts(begin, end):
        await response.write(content)
    await response.write_eof()
    return response


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """From where up to where (exclusive); an empty one where it cannot be given, None where no range
    is asked for that we give.
    """
    unit, _, asked = header.partition("=")
    first, dash, last = asked.strip().partition("-")
    digits = all(one.isascii() and one.isdigit() and len(one) < 19 for one in (first, last) if one)
    if unit.strip() != "bytes" or not dash or "," in asked or not (first or last) or not digits:
        return None
    if not first:
        return max(0, size - int(last)), size
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return None
    return int(first), end
