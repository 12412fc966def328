import time
from tests.ledger.conftest import *
from tests.ledger.samples import *
from bot.ledger.push import lock_of
from bot.store import push
from bot.ledger.completions import sweep_unpushed
from bot.ledger.status import targets_status
import structlog
async def test_plan(db):
    async with db.connection() as c:
        await c.execute("insert into learner (key, zone, times, created_at) select gen_random_uuid(),'Asia/Shanghai','{07:30}',$1 from generate_series(1,20000)",NOW)
        await c.execute("insert into consent (learner_id,purpose,version,given_at) select id,'credit-bank:lrs','1',$1 from learner",NOW)
        await c.execute("insert into completion (learner_id,kind,course_key,lesson_key,registration,content_version,seconds,completed_at) select id,'lesson','c','l'||g,key,'1',10,$1 from learner, generate_series(1,10) g",NOW)
        await c.execute("insert into statement select gen_random_uuid(), id, convert_to(repeat('x',1200),'UTF8'), $1::timestamptz + id * interval '1 second' from completion",NOW)
        for analyzed in (False, True):
            await c.execute("delete from push")
            await c.execute("insert into push (statement_id,target,state,owed_at,next_try) select id,'lrs','queued',created_at,$1 from statement",NOW)
            if analyzed: await c.execute("analyze")
            for k in range(3):
                t=time.perf_counter()
                async with db.transaction(lock=lock_of("lrs")) as conn:
                    rows=await push.claim(conn,"lrs",NOW,NOW+timedelta(minutes=2),50)
                t2=time.perf_counter()
                await push.accept(c,"lrs",[r.id for r in rows],"stored",NOW)
                print(analyzed, len(rows),"claim ms",(t2-t)*1e3,"accept ms",(time.perf_counter()-t2)*1e3)
        t=time.perf_counter(); n=await sweep_unpushed(c,["lrs"],NOW); print("sweep full ms",n,(time.perf_counter()-t)*1e3)
        t=time.perf_counter(); n=await sweep_unpushed(c,["lrs"],NOW,since=NOW+timedelta(seconds=199000)); print("sweep since ms",n,(time.perf_counter()-t)*1e3)
        t=time.perf_counter(); n=await sweep_unpushed(c,["lrs","late"],NOW); print("sweep late 200k ms",n,(time.perf_counter()-t)*1e3)
        t=time.perf_counter(); s=await targets_status(c,["lrs","late"],NOW); print("status ms",(time.perf_counter()-t)*1e3, s)
        r=await c.fetch("explain select * from push where target='lrs' and state='leased' and lease_until > now()"); print(r)
