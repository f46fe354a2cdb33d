using RewardLab.Abstractions;

namespace RewardLab.Calibration.Trees;

/// <summary>Several rewards combined into one, image by image and prompt by prompt (Kim et al., ICLR 2024, equations 2 and 3).</summary>
/// <remarks>Members should be on one scale, as TextNorm's rewards are. Not thread-safe: one caller at a time.</remarks>
public sealed class EnsembleReward : IRewardEnsemble
{
    private readonly IRewardModel[] _members;
    private readonly IEnsemble _ensemble;

    /// <summary>Creates a reward whose scores an ensemble combines from its members'.</summary>
    /// <param name="members">At least one; disposed with this one.</param>
    /// <param name="ensemble">The rule; disposed with this one where it is disposable.</param>
    /// <exception cref="RewardLabException">There is no member.</exception>
    public EnsembleReward(IReadOnlyList<IRewardModel> members, IEnsemble ensemble)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(ensemble);
        _members = members.Count > 0 ? [.. members] : throw new RewardLabException($"Ensemble {ensemble.Name} has no members. Give at least one reward.");
        _ensemble = ensemble;
    }

    /// <summary>The rule's name and "(", its members' names, and ")".</summary>
    public string Name => $"{_ensemble.Name}({string.Join(", ", _members.Select(member => member.Name))})";

    /// <inheritdoc />
    public IReadOnlyList<IRewardModel> Members => _members;

    /// <inheritdoc />
    /// <exception cref="RewardLabException">Members are set to read images differently.</exception>
    public ImageReading? ImageReading => _members.CommonImageReading();

    /// <inheritdoc />
    /// <exception cref="RewardLabException">A member or the rule answers with the wrong number of scores.</exception>
    public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        return Combine(member => member.Score(images, prompts, cancellationToken), images.Count, prompts.Count);
    }

    /// <inheritdoc />
    /// <exception cref="RewardLabException">A member or the rule answers with the wrong number of scores.</exception>
    public ScoreMatrix ScorePairs(ImageBatch images, IReadOnlyList<ImagePromptPair> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(pairs);
        return Combine(member => member.ScorePairs(images, pairs, cancellationToken), pairs.Count, 1);
    }

    private ScoreMatrix Combine(Func<IRewardModel, ScoreMatrix> score, int rowCount, int columnCount)
    {
        var grids = new ScoreMatrix[_members.Length];
        for (var member = 0; member < grids.Length; member++)
        {
            var grid = score(_members[member]);
            if (grid.ImageCount != rowCount || grid.PromptCount != columnCount)
            {
                throw new RewardLabException(
                    $"{_members[member].Name} returned {grid.ImageCount} x {grid.PromptCount} scores for {rowCount} x {columnCount} images and prompts. "
                    + "This is a bug in that reward.");
            }

            grids[member] = grid;
        }

        // Shares combine by their log-odds where the rule can: what rounds to 1 keeps its order.
        if (_ensemble is ILogOddsEnsemble byLogOdds && Array.TrueForAll(grids, grid => grid.HasLogOdds))
        {
            var shares = byLogOdds.CombineLogOdds(Array.ConvertAll(grids, grid => grid.LogOdds.ToArray()));
            return new ScoreMatrix(Whole(shares.Values), rowCount, columnCount) { OrderKeys = Whole(shares.OrderKeys) };
        }

        // [members][rows x columns]
        return new ScoreMatrix(Whole(_ensemble.Combine(Array.ConvertAll(grids, grid => grid.AsSpan().ToArray()))), rowCount, columnCount);

        double[] Whole(double[] combined) => combined.Length == rowCount * columnCount
            ? combined
            : throw new RewardLabException(
                $"Ensemble {_ensemble.Name} returned {combined.Length} scores for {rowCount * columnCount}. This is a bug in that ensemble.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var member in _members)
        {
            member.Dispose();
        }

        (_ensemble as IDisposable)?.Dispose();
    }
}
