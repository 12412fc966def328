"""English replies brought into the short forms that the other patterns read."""

import re

_POLITE = re.compile(
    r"\b(?:i (?:would )?(?:think|guess|say|believe|choose|pick|chose|go for|go with|vote for)(?: that)?"
    r"|i (?:would|will)(?! not)|i(?:'d|'ll) (?:say|choose|pick|go for|go with|take)|(?:my|the)(?: correct| right| best)? (?:answer|choice)(?: is)?"
    r"|(?:correct |right )?answer(?: is|:)?|it is|it's|its|that is|that's|thats|this is|must be|should be|option|choice"
    r"|number|pick|choose|ans|maybe(?! not)|perhaps|probably|definitely(?! not)|surely|is (?:correct|right|the answer)|for sure|hello|hi|dear|good (?:morning|afternoon|evening)|please|pls|thank you|thanks|thx|teacher|sir|madam|um|uh|hmm|the)\b"
)
_PLACES = {
    **dict.fromkeys(("first", "1st"), "第1"),
    **dict.fromkeys(("second", "2nd"), "第2"),
    **dict.fromkeys(("third", "3rd"), "第3"),
    **dict.fromkeys(("fourth", "4th"), "第4"),
    **dict.fromkeys(("fifth", "5th"), "第5"),
    **dict.fromkeys(("sixth", "6th"), "第6"),
    "last": "最后",
}
_PLACE = re.compile(rf"\b({'|'.join(_PLACES)})(?: one| option| answer)?\b")
_COUNTS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_COUNT = re.compile(rf"\b({'|'.join(_COUNTS)})\b")
_TWO = re.compile(r"\b(?:and|plus)\b")
_LATIN = re.compile(r"[a-z]{2}")


def from_english(said: str) -> str:
    """``said`` without English politeness, ordinals and numbers in digits: "the second one,
    please" becomes "第2 ,". What is not English stays as it is.
    """
    if not _LATIN.search(said):
        return said
    said = _POLITE.sub(" ", said)
    said = _PLACE.sub(lambda found: _PLACES[found[1]], said)
    said = _COUNT.sub(lambda found: _COUNTS[found[1]], said)
    return " ".join(_TWO.sub("和", said).split())
