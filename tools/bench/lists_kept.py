"""One job of the lists, done as a worker does it, in a process of its own: seconds, seconds of processor, MiB at most."""

import os
import resource
import sys
import time

import django


def main():
    django.setup()
    from casereview import scheduled  # noqa: PLC0415  # after setup
    from challenges.models import Job  # noqa: PLC0415  # after setup

    job = Job.objects.get(pk=int(sys.argv[1]))
    task = {"casereview.read_lists": scheduled.read_lists_task, "casereview.keep_lists": scheduled.keep_lists_task}
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, busy = time.perf_counter(), os.times()
    task[job.task].run(job_id=job.pk)
    ended, now = time.perf_counter(), os.times()
    used = (now.user + now.system + now.children_user + now.children_system) - (
        busy.user + busy.system + busy.children_user + busy.children_system
    )
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(ended - began, used, idle, most, apart)


if __name__ == "__main__":
    main()
