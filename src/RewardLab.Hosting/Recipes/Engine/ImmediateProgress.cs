namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Reports on the thread that reports: <see cref="Progress{T}"/> would post to another one, late and out of order.</summary>
internal sealed class ImmediateProgress : IProgress<int>
{
    private readonly Action<int> _report;

    public ImmediateProgress(Action<int> report) => _report = report;

    /// <inheritdoc />
    public void Report(int value) => _report(value);
}
