"""Work done away from visitors: a queue in our own database, retries, a schedule, a heartbeat.

A part of the portal declares its jobs in its module ``jobs``, that the worker imports:

    from portal.jobs.registry import Work, job, periodic

    @periodic("liens.verification", every=timedelta(hours=1))
    def check_some(work: Work) -> str:
        while not work.is_over():
            …
        return "240 adresses vérifiées."       # in French, for agents

    @job("moisson.source", attempts=3, budget=timedelta(minutes=30))
    def run_source(work: Work, source: str) -> str: …

and asks for one with ``portal.jobs.queue.enqueue("moisson.source", source="inee")``, in the transaction of
its data. The same job with the same arguments is in the queue once.
"""
