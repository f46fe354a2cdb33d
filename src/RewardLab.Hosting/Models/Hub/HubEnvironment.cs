using RewardLab.Abstractions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Hugging Face's environment variables, read as its Python library reads them.</summary>
internal static class HubEnvironment
{
    private static readonly string[] Yes = ["1", "ON", "YES", "TRUE"];

    public static string CacheFolder() => Expand(Chosen("HF_HUB_CACHE") ?? Chosen("HUGGINGFACE_HUB_CACHE")) ?? Path.Combine(Home(), "hub");

    public static string Endpoint() => (Chosen("HF_ENDPOINT") ?? "https://huggingface.co").TrimEnd('/');

    public static bool IsOffline() => Yes.Contains((Chosen("HF_HUB_OFFLINE") ?? Chosen("TRANSFORMERS_OFFLINE"))?.ToUpperInvariant());

    /// <summary>The token in HF_TOKEN, or in the file that 'huggingface-cli login' writes; null where there is none.</summary>
    public static string? Token()
    {
        if ((Chosen("HF_TOKEN") ?? Chosen("HUGGING_FACE_HUB_TOKEN")) is { } token)
        {
            return token.Trim();
        }

        try
        {
            var stored = TextFile.Read(Expand(Chosen("HF_TOKEN_PATH")) ?? Path.Combine(Home(), "token")).Trim();
            return stored.Length > 0 ? stored : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Home() =>
        Expand(Chosen("HF_HOME")) ?? Path.Combine(Expand(Chosen("XDG_CACHE_HOME")) ?? Path.Combine(UserHome(), ".cache"), "huggingface");

    private static string? Expand(string? path) =>
        path is null
            ? null
            : Environment.ExpandEnvironmentVariables(path is "~" || path.StartsWith("~/", StringComparison.Ordinal) ? UserHome() + path[1..] : path);

    private static string UserHome() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    private static string? Chosen(string variable) =>
        Environment.GetEnvironmentVariable(variable) is var value && string.IsNullOrWhiteSpace(value) ? null : value;
}
