namespace RewardLab.Rewards.Judges.Costs;

/// <summary>Tokens of images before a service has counted them.</summary>
internal static class ImageTokens
{
    private const int OpenAiBase = 85;
    private const int OpenAiTile = 170;
    private const int TileSide = 512;
    private const int PatchSide = 28;

    /// <summary>What an image hardly exceeds: the larger of OpenAI's tiles of 512 pixels and of patches of 28 pixels, as Qwen's models cut them.</summary>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    public static long AtMost(int height, int width) =>
        Math.Max(OpenAiBase + (OpenAiTile * Parts(height, width, TileSide)), Parts(height, width, PatchSide) + 2);

    private static long Parts(int height, int width, int side) => (long)((height + side - 1) / side) * ((width + side - 1) / side);
}
