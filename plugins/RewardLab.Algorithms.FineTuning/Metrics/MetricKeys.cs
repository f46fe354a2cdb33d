using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>Names of metrics.</summary>
internal static class MetricKeys
{
    public const string Proxy = "proxy";
    public const string ProxyVariance = "proxyVariance";
    public const string ConstantPrompts = "constantPrompts";
    public const string Advantage = "advantage";
    public const string RewardOfImages = "rewardOfImages";
    public const string Loss = "loss";
    public const string GradientNorm = "gradientNorm";
    public const string GradientSignal = "gradientSignal";
    public const string GradientNoise = "gradientNoise";
    public const string ApproximateKl = "approximateKl";
    public const string ClipFraction = "clipFraction";
    public const string RatioDrift = "ratioDrift";
    public const string RatioDriftOfLastUpdate = "ratioDriftOfLastUpdate";
    public const string DistanceToBase = "distanceToBase";
    public const string DistanceToOld = "distanceToOld";
    public const string PositiveLoss = "positiveLoss";
    public const string NegativeLoss = "negativeLoss";
    public const string ImplicitAccuracy = "implicitAccuracy";
    public const string PreferredError = "preferredError";
    public const string OtherError = "otherError";
    public const string OldPolicyDecay = "oldPolicyDecay";
    public const string LearningRate = "learningRate";
    public const string Kl = "kl";
    public const string Disagreement = "disagreement";
    public const string Diversity = "diversity";
    public const string SampleSeconds = "sampleSeconds";
    public const string ScoreSeconds = "scoreSeconds";
    public const string UpdateSeconds = "updateSeconds";
    public const string ImagesPerSecond = "imagesPerSecond";

    /// <summary>The key of a metric in checkpoints, histories and TensorBoard: its name, of a held-out reward "heldOut/NAME".</summary>
    /// <param name="metric">The metric.</param>
    public static string Of(RunMetric metric) => metric.Role == MetricRole.HeldOut ? HeldOut(metric.Name) : metric.Name;

    /// <summary>The key of a held-out reward's mean score.</summary>
    /// <param name="reward">The reward's name.</param>
    public static string HeldOut(string reward) => "heldOut/" + reward;
}
