using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.Converters;
using YamlDotNet.Serialization.NamingConventions;

namespace RewardLab.Runs.Store;

/// <summary>run.yaml, in and out.</summary>
internal static class RunYaml
{
    private static readonly IYamlTypeConverter Times =
        new DateTimeOffsetConverter(CultureInfo.InvariantCulture, ScalarStyle.Plain, DateTimeStyles.None, "yyyy-MM-ddTHH:mm:sszzz");

    // Building one takes far longer than reading a file with it, and a store may hold thousands. One for each thread: none says it is safe from several.
    private static readonly ThreadLocal<IDeserializer> Reader = new(static () => new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithEnumNamingConvention(CamelCaseNamingConvention.Instance)
        .WithTypeConverter(Times)
        .WithTypeMapping<IReadOnlyDictionary<string, object?>, Dictionary<string, object?>>()
        .WithTypeMapping<IReadOnlyDictionary<string, string>, Dictionary<string, string>>()
        .WithTypeMapping<IReadOnlyList<RunPlugin>, List<RunPlugin>>()
        .WithAttemptingUnquotedStringTypeDeserialization()
        .IgnoreUnmatchedProperties()
        .Build());

    public static void Write(string path, RunRecord record) =>
        AtomicFileStream.WriteTextInFolder(path, new SerializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithEnumNamingConvention(CamelCaseNamingConvention.Instance)
            .WithTypeConverter(Times)
            .WithQuotingNecessaryStrings()
            .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
            .DisableAliases()
            .Build()
            .Serialize(record with { Started = record.Started.ToUniversalTime() }));

    /// <exception cref="RewardLabException">There is no such file, or it is not a run's.</exception>
    public static RunRecord Read(string path)
    {
        try
        {
            var text = RegularFile.IsEmptyOrPipe(path) ? "" : TextFile.Read(path);
            return (RunPluginLines.TrySplit(text, out var rest, out var plugins)
                ? Parse(path, rest) is { } record ? record with { Plugins = plugins } : null
                : Parse(path, text))
                ?? throw new RewardLabException($"'{path}' is empty.");
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    private static RunRecord? Parse(string path, string text)
    {
        using var reader = new StringReader(text);
        var record = YamlText.Read(
            reader,
            parser => Reader.Value!.Deserialize<RunRecord?>(parser),
            (line, column, reason) => $"'{path}' line {line}, column {column}: {reason}");

        // Times lie in UTC, or in a zone of the machine that made them; people read them in their own.
        return record is null ? null : record with { Started = record.Started.ToLocalTime() };
    }
}
