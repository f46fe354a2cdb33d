using RewardLab.Calibration.Search;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <summary>What <see cref="Lab"/>.Calibrate found.</summary>
/// <param name="Values">Every setting's metrics on every prompt.</param>
/// <param name="Protocols">Each protocol's choice and what it is worth.</param>
/// <param name="Reward">The reward with the one value that is best over all prompts: what the preset holds.</param>
/// <param name="Table">The table that was printed.</param>
/// <param name="Searched">What a search between the grid's settings found; null where none was asked for.</param>
public sealed record RecipeCalibration(
    CalibrationTable Values,
    IReadOnlyList<ProtocolResult> Protocols,
    RecipeReward Reward,
    ResultTable Table,
    SearchedCalibration? Searched = null);
