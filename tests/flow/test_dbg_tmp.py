from dataclasses import replace
from tests.flow.town import *
from tests.flow.conftest import place
from tests.flow.scenario import *
import asyncio
async def test_dbg(place, tmp_path):
    nowhere = replace(place, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    async with open_town(nowhere, tmp_path) as town:
        await town.teach(EXTRA)
        await town.start()
        try:
            await courier_learns(town, COURIER)
        except TimeoutError:
            print([ (b.mine,b.text[:20]) for b in town.telegram_chat(COURIER)])
            print(await town.rows("select id,state,kind,next_try,lease_until,attempts,steps,lane,address_id from delivery"))
            print(town.program.worker._in_flight, town.program.worker._seats._owed, town.program.worker._asking, town.program.worker._gathering, town.program.worker._recorder.waiting, town.program.worker._tight, town.program.worker._resting(), town.program.worker._rooms())
            raise
