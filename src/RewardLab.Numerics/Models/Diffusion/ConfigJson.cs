using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;

namespace RewardLab.Numerics.Models.Diffusion;

/// <summary>Reads and writes a component's config.json as diffusers lays it out.</summary>
internal static class ConfigJson
{
    private const int MaxShownCharacters = 60;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <exception cref="RewardLabException">The file cannot be read or is no such configuration.</exception>
    internal static T Load<T>(string path)
    {
        try
        {
            return Parse<T>(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RewardLabException($"{path}: cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <exception cref="RewardLabException">The text is no such configuration.</exception>
    internal static T Parse<T>(string json, string source)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options)
                ?? throw new RewardLabException($"{source}: holds null where a configuration is expected.");
        }
        catch (JsonException exception)
        {
            var key = exception.Path is { Length: > 2 } path ? $"key '{path[2..]}': " : "";
            throw new RewardLabException($"{source}: {key}{exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    internal static string Write<T>(T config) => JsonSerializer.Serialize(config, Options);

    /// <summary>Refuses keys that would change the computation in a way that is not built.</summary>
    /// <param name="given">Keys of the file that are no properties of the configuration.</param>
    /// <param name="supported">For each key that matters, the JSON values that change nothing.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="RewardLabException">A key has another value.</exception>
    internal static void CheckFixed(IDictionary<string, JsonElement> given, Dictionary<string, string[]> supported, string source)
    {
        foreach (var (key, value) in given)
        {
            if (supported.TryGetValue(key, out var values) && !values.Contains(Normalized(value)))
            {
                throw Unsupported(source, key, value.GetRawText(), string.Join(" or ", values));
            }
        }
    }

    internal static RewardLabException Unsupported(string source, string key, string value, string supported)
    {
        value = value.ReplaceLineEndings(" ");
        var shown = value.Length > MaxShownCharacters ? value[..MaxShownCharacters] + "..." : value;
        return new RewardLabException($"{source}: key '{key}' is {shown}; supported is {supported}.");
    }

    /// <summary>Throws unless the condition holds.</summary>
    internal static void Require(bool condition, string source, string key, string demand)
    {
        if (!condition)
        {
            throw new RewardLabException($"{source}: key '{key}' {demand}.");
        }
    }

    internal static void RequirePositive(string source, params ReadOnlySpan<(string Key, int Value)> numbers)
    {
        foreach (var (key, value) in numbers)
        {
            Require(value > 0, source, key, $"is {value}, it must be above 0");
        }
    }

    /// <summary>Throws unless channels and block types describe the same levels.</summary>
    internal static void RequireLevels(
        string source,
        IReadOnlyList<int> channels,
        int groupCount,
        IReadOnlyList<string> downTypes,
        string[] supportedDownTypes,
        IReadOnlyList<string> upTypes,
        string[] supportedUpTypes)
    {
        Require(channels.Count > 0, source, "block_out_channels", "is empty");
        Require(channels.All(count => count > 0 && count % groupCount == 0), source, "block_out_channels",
            $"must hold multiples of norm_num_groups ({groupCount})");
        RequireTypes(source, "down_block_types", downTypes, supportedDownTypes, channels.Count);
        RequireTypes(source, "up_block_types", upTypes, supportedUpTypes, channels.Count);
    }

    /// <summary>The kept keys with the class's name, by which diffusers finds the class.</summary>
    internal static IDictionary<string, JsonElement> WithClassName(IDictionary<string, JsonElement> keys, string className) =>
        new Dictionary<string, JsonElement>(keys, StringComparer.Ordinal) { ["_class_name"] = JsonSerializer.SerializeToElement(className) };

    private static void RequireTypes(string source, string key, IReadOnlyList<string> types, string[] supported, int levelCount)
    {
        if (types.FirstOrDefault(type => !supported.Contains(type)) is { } other)
        {
            throw Unsupported(source, key, other, string.Join(" or ", supported));
        }

        Require(types.Count == levelCount, source, key, $"has {types.Count} entries, block_out_channels {levelCount}");
    }

    // 1, 1.0 and 1e0 are one value.
    private static string Normalized(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
            : value.GetRawText();
}
