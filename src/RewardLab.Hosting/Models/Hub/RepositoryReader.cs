using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>Reads what a hub says of a repository: {"sha": ..., "siblings": [{"rfilename": ..., "size": ...}]}.</summary>
internal static class RepositoryReader
{
    /// <exception cref="RewardLabException">It is something else.</exception>
    public static async Task<HubRepositoryInfo> ReadAsync(Stream stream, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            var commit = json.RootElement.GetProperty("sha").GetString() ?? "";
            if (!HubNames.IsCommit(commit))
            {
                throw new RewardLabException($"{name}: the hub gives no commit. Check that HF_ENDPOINT is a hub.");
            }

            // Names that could lead out of the cache are not taken.
            return new HubRepositoryInfo(commit, [.. json.RootElement.GetProperty("siblings").EnumerateArray()
                .Select(file => (Name: file.GetProperty("rfilename").GetString() ?? "",
                    Bytes: file.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetInt64() : (long?)null))
                .Where(file => HubNames.IsFile(file.Name))]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new RewardLabException($"{name}: the hub's answer cannot be read. Check that HF_ENDPOINT is a hub.", exception);
        }
    }
}
