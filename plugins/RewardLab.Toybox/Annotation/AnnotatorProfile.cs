namespace RewardLab.Toybox.Annotation;

/// <summary>How an annotator errs. All values are probabilities, 0..1.</summary>
/// <param name="MissRate">Says bad of a correct image of full fidelity.</param>
/// <param name="OverlookRate">Says good of an image that is one object off; each further object divides it by e.</param>
/// <param name="CrowdRate">Added to <paramref name="MissRate"/> and to <paramref name="OverlookRate"/> for each wanted object beyond the second.</param>
/// <param name="Strictness">Added to <paramref name="MissRate"/> as fidelity goes from 1 to 0.</param>
/// <param name="DoubtRate">Says inconclusive of an image of full fidelity.</param>
/// <param name="PoorDoubtRate">Added to <paramref name="DoubtRate"/> as fidelity goes from 1 to 0.</param>
public sealed record AnnotatorProfile(
    double MissRate, double OverlookRate, double CrowdRate, double Strictness, double DoubtRate, double PoorDoubtRate)
{
    /// <summary>The three annotators of Toybox: careful, average and hasty.</summary>
    public static IReadOnlyList<AnnotatorProfile> All { get; } =
    [
        new(MissRate: 0.02, OverlookRate: 0.05, CrowdRate: 0.01, Strictness: 0.30, DoubtRate: 0.01, PoorDoubtRate: 0.30),
        new(MissRate: 0.04, OverlookRate: 0.12, CrowdRate: 0.02, Strictness: 0.20, DoubtRate: 0.02, PoorDoubtRate: 0.20),
        new(MissRate: 0.07, OverlookRate: 0.20, CrowdRate: 0.03, Strictness: 0.10, DoubtRate: 0.01, PoorDoubtRate: 0.10),
    ];
}
