using System.Collections.Concurrent;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sessions;

/// <summary>Writes answers one batch after another: what arrives while the disk is busy shares the next transaction,
/// so that fifty people wait for one flush and not for fifty.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private const int MaxBatch = 256;

    private readonly BlockingCollection<(IReadOnlyList<NewAnswer> Answers, TaskCompletionSource<IReadOnlyList<StudyAnswer>> Kept)> _waiting = [];
    private readonly Func<IReadOnlyList<NewAnswer>, IReadOnlyList<StudyAnswer>> _append;
    private readonly Task _work;

    /// <summary>Creates a writer, which begins to store answers at once.</summary>
    /// <param name="append">Appends answers in one transaction.</param>
    public AnswerWriter(Func<IReadOnlyList<NewAnswer>, IReadOnlyList<StudyAnswer>> append)
    {
        _append = append;
        // a thread of its own: it waits for the disk
        _work = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Writes answers; the task ends when they are on the disk.</summary>
    public Task<IReadOnlyList<StudyAnswer>> WriteAsync(IReadOnlyList<NewAnswer> answers)
    {
        var kept = new TaskCompletionSource<IReadOnlyList<StudyAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _waiting.Add((answers, kept));
        }
        catch (InvalidOperationException exception)
        {
            throw new RewardLabException("The study is being closed.", exception);
        }

        return kept.Task;
    }

    /// <summary>Writes what is waiting, then stops.</summary>
    public void Dispose()
    {
        _waiting.CompleteAdding();
        _work.GetAwaiter().GetResult();
        _waiting.Dispose();
    }

    private void Work()
    {
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            var batch = new List<(IReadOnlyList<NewAnswer> Answers, TaskCompletionSource<IReadOnlyList<StudyAnswer>> Kept)> { first };
            while (batch.Count < MaxBatch && _waiting.TryTake(out var next))
            {
                batch.Add(next);
            }

            if (!TryWrite(batch))
            {
                // One that cannot be kept must not take the others with it.
                foreach (var one in batch)
                {
                    TryWrite([one], isLast: true);
                }
            }
        }
    }

    private bool TryWrite(List<(IReadOnlyList<NewAnswer> Answers, TaskCompletionSource<IReadOnlyList<StudyAnswer>> Kept)> batch, bool isLast = false)
    {
        try
        {
            var kept = _append([.. batch.SelectMany(one => one.Answers)]);
            var start = 0;
            foreach (var (answers, done) in batch)
            {
                done.SetResult([.. kept.Skip(start).Take(answers.Count)]);
                start += answers.Count;
            }

            return true;
        }
#pragma warning disable CA1031 // Whoever waits for the answer gets the failure, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (isLast)
            {
                batch[0].Kept.SetException(exception);
            }

            return false;
        }
    }
}
