"""The parts of the page that no figure changes."""

CARRIES = """
In the order in which an operator should reach for them:

1. **Smooth the peak and keep the tables short.** The program does both by itself: turns within the tolerance, ended deliveries in monthly partitions that are dropped whole, event keys gone after seven days. A larger `learning.tolerance_minutes` and a smaller `delivery.keep_months` move the limits further.
2. **Move what is kept for good.** Statements that a credit bank has accepted, and answers of finished courses, are read once a year. In partitions by month they can be put on cheaper disks or into an archive; indexes on the live part stay small, and so does the nightly backup. This removes the limit that is met first.
3. **Several deployments, each with its own accounts, database and Redis.** A learner belongs to the account that he or she follows, and everything a transaction touches (event, learner, enrolment, delivery, completion, statement) hangs on that learner. So accounts can be dealt out to servers, by district, with settings alone and no change to the program: each server is a whole Yike. What no longer works across them: binding two addresses whose accounts live on different servers, and one list of a competition's entrants (import the competition on each, add the results up). Credit banks see no difference, since statement ids come from domain keys and `id_base`; give all deployments the same `[security]` keys.
4. **A read-only standby** for the console, reports and exports takes reading away from the server; it does not help with writing, which is what fills it.
5. **A distributed PostgreSQL** looks like less work than it is. By their documentation alone; nothing was run.
   - **Citus by rows** wants the distribution column in every unique constraint, takes `SELECT … FOR UPDATE` only where a query stays on one shard, and does not let a stable function with column references decide an `UPDATE` ([SQL support and workarounds](https://docs.citusdata.com/en/stable/develop/reference_workarounds.html)). Our claim looks for the most urgent rows of all accounts, and our keys are plain numbers: the claim would have to go shard by shard, and each key to take in the account, which is number 3 with a coordinator in between.
   - **Citus by schemas** keeps all tables of a schema on one node and moves it to another as a whole ([concepts](https://docs.citusdata.com/en/v12.1/get_started/concepts.html)). A schema for each district would be number 3 on one address: the program needs no other SQL, only a schema in each deployment's database address. Of the distributed kinds it is the one to try first, and it gains easier moving and backups, not speed.
   - **YugabyteDB** spreads rows by itself and documents PostgreSQL's [row locks](https://docs.yugabyte.com/stable/explore/transactions/explicit-locking) and [Read Committed](https://docs.yugabyte.com/stable/architecture/transactions/read-committed), which our statements are written for and which has to be switched on in many of its installations. Each commit takes a round of agreement over the network, and a queue read in order of priority gathers its work in one place, where nothing is spread.
"""

HOW = """
Read it with care. All processes and all servers share two cores and one disk, so the sum cannot double here, and the rates follow the neighbours' load. What counts is the CPU of one delivery, server and worker together, the same number for each worker: {second} of one worker's with a second worker on the same server, {apart} with a second server, {three} with three of each. The nearer to 100 %, the less they are in each other's way; with cores and a disk of its own, each server then adds what it brings. It does not show networks, failover, or what a province's caches miss.
"""

LIMITS = """
### What this cannot tell

- People come by chance here, each day like the last. Whether a push makes them come is not modelled, nor holidays, nor a competition that everybody enters at noon.
- One day, a Monday, everybody in one time zone.
- Platforms answer at once and always; retries, 429 and outages cost more. What an account sends waits for no seat: workers are taken to be enough.
- A Telegram lesson is one message here, its question below it: `quizzes = "buttons"`. A native quiz is a second message, so that a bot's morning takes about twice as long ([telegram.md](telegram.md#quizzes-native-or-buttons)).
- Accounts of a channel are one stream here, its learners shared out evenly; one account with twice the learners takes twice as long. Only the one bot is lived message by message.
- A callback on Telegram is reckoned like one on WeChat, though its answer is a call of its own.
- Costs are of small tables in memory. With tables larger than memory, reading from disk comes on top; keep the hot part (learners, addresses, enrolments, the month's deliveries) within it.
- A core of a server is taken to be as fast as one here.

### Doing it again

`python -m bench.scale` takes under six minutes and 3 GB on two busy cores, uses loopback and Unix sockets only, and is the same for the same `--seed` but for the clock. `--again` reckons anew with what was measured last, in a minute: `python -m bench.scale --again --adoption 0.3 --tolerance 30`. `--help` lists every assumption. All figures stand in `bench/scale/result.json`.
"""
