using System.Collections.Concurrent;
using RewardLab.Abstractions;

namespace RewardLab.Editor.Processes;

/// <summary>Work that takes time, away from the screen's thread; what comes of it is taken up there.</summary>
internal sealed class BackgroundWork
{
    private readonly ConcurrentQueue<Action> _results = new();

    /// <summary>Something went wrong: a line.</summary>
    public event Action<string>? Failed;

    /// <summary>Does work on a thread of the pool.</summary>
    /// <param name="work">Takes time; touches nothing of the screen.</param>
    /// <param name="then">Takes what came of it, on the thread that calls <see cref="TakeResults"/>.</param>
    /// <param name="always">Called there after it, also where the work failed; may be null.</param>
    public void Do<T>(Func<T> work, Action<T> then, Action? always = null)
    {
        _ = Task.Run(() =>
        {
            try
            {
                var result = work();
                _results.Enqueue(() => then(result));
            }
            catch (RewardLabException exception)
            {
                _results.Enqueue(() => Failed?.Invoke(exception.Message));
            }
#pragma warning disable CA1031 // One piece of work that fails must not take the editor down.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _results.Enqueue(() => Failed?.Invoke($"unexpected {exception.GetType().Name}: {OneLine.FirstLine(exception)}"));
            }
            finally
            {
                if (always is not null)
                {
                    _results.Enqueue(always);
                }
            }
        });
    }

    /// <summary>Has something done on the thread that calls <see cref="TakeResults"/>, at its next turn.</summary>
    public void Post(Action action) => _results.Enqueue(action);

    /// <summary>Takes up what has come of work so far.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool TakeResults()
    {
        var any = false;
        while (_results.TryDequeue(out var result))
        {
            result();
            any = true;
        }

        return any;
    }
}
