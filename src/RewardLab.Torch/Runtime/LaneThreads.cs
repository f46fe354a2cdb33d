using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RewardLab.Torch.Runtime;

/// <summary>Threads on which independent parts of one piece of work run side by side, each with few threads inside its operations.</summary>
/// <remarks>Threads that share an operation wait for each other at its end, thousands of times per second; lanes wait once. The threads stay, since MKL keeps
/// buffers for every thread that has multiplied.</remarks>
internal static class LaneThreads
{
    private static readonly BlockingCollection<Action> Waiting = [];
    private static readonly Lock Gate = new();
    private static int _count;

    /// <summary>Works on every part, and returns when all are done.</summary>
    /// <param name="lanes">Parts that run at once, at least 1.</param>
    /// <param name="threads">Threads of all lanes together.</param>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="work">Does a part: on any thread, in any order. Throws what this throws; parts that have not begun by then are left out.</param>
    public static void Run(int lanes, int threads, int partCount, Action<int> work)
    {
        Provide(lanes);
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        using var done = new CountdownEvent(lanes);
        for (var lane = 0; lane < lanes; lane++)
        {
            Waiting.Add(() =>
            {
                try
                {
                    IntraOpThreads.SetForThisThread(Math.Max(1, threads / lanes));
                    for (int part; Volatile.Read(ref failure) is null && (part = Interlocked.Increment(ref next)) < partCount;)
                    {
                        work(part);
                    }
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                }
                finally
                {
                    done.Signal();
                }
            });
        }

        done.Wait();
        failure?.Throw();
    }

    // A frame of its own, so that a lane that waits holds on to nothing of what it has done: a batch of images, a model.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void RunNext() => Waiting.Take()();

    private static void Provide(int lanes)
    {
        lock (Gate)
        {
            for (; _count < lanes; _count++)
            {
                new Thread(static () =>
                {
                    while (true)
                    {
                        RunNext();
                    }
                }) { IsBackground = true, Name = "lane" }.Start();
            }
        }
    }
}
