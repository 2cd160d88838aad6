"""The repository of job_run: made once, yours from now on."""

from shop.repositories.aio.generated.job_run import JobRunBase

__all__ = ["JobRunRepository"]


class JobRunRepository(JobRunBase):
    """Reads and writes rows of `job_runs`."""
