namespace RewardLab.Benchmarks;

/// <summary>Where Toybox's weights are beside this program.</summary>
internal static class ToyboxWeights
{
    public static string Folder(params ReadOnlySpan<string> parts) => Path.Combine([AppContext.BaseDirectory, "weights", .. parts]);
}
