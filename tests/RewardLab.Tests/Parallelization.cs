// Journeys wait for other processes most of their time: more of them than there are processors keep these busy.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
