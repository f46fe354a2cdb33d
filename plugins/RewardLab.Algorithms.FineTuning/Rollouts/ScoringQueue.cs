using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>Scores finished images on a thread of its own while the next are sampled; holds few of them, so that memory stays bounded.</summary>
internal sealed class ScoringQueue : IDisposable
{
    private const int Capacity = 2;
    private readonly BlockingCollection<SampledImages> _batches = new(Capacity);
    private readonly CancellationTokenSource _stop;
    private readonly IReadOnlyList<IRewardModel> _rewards;
    private readonly List<ImageScores>[] _scores;
    private readonly List<string> _notFinite = [];
    private readonly Thread _worker;
    private ExceptionDispatchInfo? _failure;

    /// <param name="rewards">Each scores every image against its prompt.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public ScoringQueue(IReadOnlyList<IRewardModel> rewards, CancellationToken cancellationToken)
    {
        _rewards = rewards;
        _scores = [.. rewards.Select(_ => new List<ImageScores>())];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Cancellation = _stop.Token;
        _worker = new Thread(Work) { IsBackground = true, Name = "scoring" };
        _worker.Start();
    }

    /// <summary>Cancelled when the caller's token is, or when scoring has failed: sampling on would be in vain.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>What rewards said whose scores are not finite; complete after <see cref="Finish"/>.</summary>
    public IReadOnlyList<string> NotFinite => _notFinite;

    /// <summary>Hands images over; waits while the queue is full.</summary>
    public void Add(SampledImages batch)
    {
        try
        {
            _batches.Add(batch, Cancellation);
        }
        catch (OperationCanceledException)
        {
            _failure?.Throw();
            throw;
        }
    }

    /// <summary>Waits for the last score.</summary>
    /// <returns>[rewards], the scores of all images each.</returns>
    public ImageScores[] Finish()
    {
        _batches.CompleteAdding();
        _worker.Join();
        _failure?.Throw();
        return Array.ConvertAll(_scores, Joined);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _worker.Join();
        _batches.Dispose();
        _stop.Dispose();
    }

    private static ImageScores Joined(List<ImageScores> parts)
    {
        double[] values = [.. parts.SelectMany(part => part.Values)];
        return new ImageScores(values, parts.Exists(part => part.HasOrderKeys) ? [.. parts.SelectMany(part => part.OrderKeys)] : values);
    }

    // A batch in which one score is not finite has none: an update is skipped then, or a held-out reward left out, and training continues.
    private ImageScores Score(IRewardModel reward, ImageBatch images, string[] prompts)
    {
        try
        {
            return reward.ScoreImagePairs(images, prompts, Cancellation);
        }
        catch (ScoreNotFiniteException exception)
        {
            _notFinite.Add(exception.Message);
            var none = new double[images.Count];
            Array.Fill(none, double.NaN);
            return new ImageScores(none, none);
        }
    }

    private void Work()
    {
        try
        {
            foreach (var batch in _batches.GetConsumingEnumerable(Cancellation))
            {
                for (var i = 0; i < _rewards.Count; i++)
                {
                    _scores[i].Add(Score(_rewards[i], batch.Images, batch.Prompts));
                }
            }
        }
        catch (Exception exception) // carried over to the thread that samples
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            _stop.Cancel();
        }
    }
}
