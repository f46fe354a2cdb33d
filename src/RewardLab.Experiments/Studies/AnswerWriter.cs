using System.Threading.Channels;

namespace RewardLab.Experiments.Studies;

/// <summary>Writes answers one batch after another: what arrives while the disk is at work shares the next transaction, so that fifty people wait for one flush and not for fifty.</summary>
internal sealed class AnswerWriter : IDisposable
{
    private const int MostInABatch = 256;

    private readonly Channel<(IReadOnlyList<NewAnswer> Answers, TaskCompletionSource<IReadOnlyList<StudyAnswer>> Kept)> _waiting =
        Channel.CreateUnbounded<(IReadOnlyList<NewAnswer>, TaskCompletionSource<IReadOnlyList<StudyAnswer>>)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Func<IReadOnlyList<NewAnswer>, IReadOnlyList<StudyAnswer>> _append;
    private readonly Task _work;

    /// <summary>Starts.</summary>
    /// <param name="append">Appends answers in one transaction.</param>
    public AnswerWriter(Func<IReadOnlyList<NewAnswer>, IReadOnlyList<StudyAnswer>> append)
    {
        _append = append;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Writes answers; the task ends when they are on the disk.</summary>
    public Task<IReadOnlyList<StudyAnswer>> WriteAsync(IReadOnlyList<NewAnswer> answers)
    {
        var kept = new TaskCompletionSource<IReadOnlyList<StudyAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiting.Writer.TryWrite((answers, kept)) ? kept.Task : throw new ObjectDisposedException(nameof(Study));
    }

    /// <summary>Writes what is waiting, then stops.</summary>
    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _work.GetAwaiter().GetResult();
    }

    private async Task WorkAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var batch = new List<(IReadOnlyList<NewAnswer> Answers, TaskCompletionSource<IReadOnlyList<StudyAnswer>> Kept)>();
            while (batch.Count < MostInABatch && _waiting.Reader.TryRead(out var next))
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
