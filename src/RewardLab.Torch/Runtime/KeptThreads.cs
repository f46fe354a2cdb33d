using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace RewardLab.Torch.Runtime;

/// <summary>Threads that wait for their next work instead of ending: each thread that has multiplied matrices leaves some 30 KB behind in native memory when it
/// ends, and a training would start tens of thousands of them.</summary>
/// <remarks>There are as many as were ever busy at once. Work may itself ask for more threads: nothing waits in a queue.</remarks>
internal static class KeptThreads
{
    private static readonly ConcurrentStack<Worker> Idle = new();

    /// <summary>Does the same work on several threads and returns when all have done it.</summary>
    /// <param name="count">Threads, at least 1.</param>
    /// <param name="work">Throws nothing.</param>
    public static void Run(int count, Action work)
    {
        using var done = new CountdownEvent(count);
        for (var i = 0; i < count; i++)
        {
            (Idle.TryPop(out var worker) ? worker : new Worker()).Begin(work, done);
        }

        done.Wait();
    }

    private sealed class Worker
    {
        private readonly object _gate = new();
        private (Action Work, CountdownEvent Done)? _next;

        public Worker() => new Thread(Live) { IsBackground = true, Name = "compute" }.Start();

        public void Begin(Action work, CountdownEvent done)
        {
            lock (_gate)
            {
                _next = (work, done);
                Monitor.Pulse(_gate);
            }
        }

        private void Live()
        {
            while (true)
            {
                lock (_gate)
                {
                    while (_next is null)
                    {
                        Monitor.Wait(_gate);
                    }
                }

                WorkOnce();
            }
        }

        // A frame of its own, so that a waiting thread holds on to nothing of what it has done.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private void WorkOnce()
        {
            var (work, done) = _next!.Value;
            _next = null;
            work();
            Idle.Push(this);
            done.Signal();
        }
    }
}
