using RewardLab.Runs.Samples;

namespace RewardLab.Editor.Samples;

/// <summary>A run whose images are shown beside those of the run that is watched.</summary>
/// <param name="Name">What the run is called.</param>
/// <param name="Samples">Its images.</param>
internal sealed record ComparedRun(string Name, IReadOnlyList<Sample> Samples)
{
    /// <summary>The image of the same prompt and number as one of another run; null where there is none.</summary>
    /// <param name="sample">The other run's image.</param>
    /// <param name="all">All images of the other run.</param>
    public Sample? Counterpart(Sample sample, IReadOnlyList<Sample> all)
    {
        // A run that generates for a prompt twice has two of each number.
        var place = all.Where(other => IsAlike(other, sample)).TakeWhile(other => other.Path != sample.Path).Count();
        return Samples.Where(other => IsAlike(other, sample)).ElementAtOrDefault(place);
    }

    private static bool IsAlike(Sample one, Sample other) => one.Number == other.Number && one.Prompt == other.Prompt;
}
