using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace RewardLab.Rewards.Judges.Questions;

/// <summary>Reads the plugin's YAML files, shipped and the user's.</summary>
internal static class YamlFile
{
    private const int MaxBytes = 16 << 20;

    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">Its layout.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages, such as "price table".</param>
    /// <exception cref="RewardLabException">It is missing, too large, empty or of another layout; says where.</exception>
    public static T Read<T>(string path, string what)
        where T : class
    {
        if (!File.Exists(path))
        {
            throw new RewardLabException($"There is no file '{path}', which should be a {what}.");
        }

        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new RewardLabException($"'{path}' is larger than {MaxBytes >> 20} MB, too large for a {what}.");
        }

        try
        {
            using var stream = RegularFile.OpenRead(path);
            using var reader = TextFile.Open(stream, path);
            return YamlText.Read(reader, Parse<T>, (line, column, reason) => $"{path}({line},{column}): is not a {what}: {reason}")
                ?? throw new RewardLabException($"'{path}' is empty; it should be a {what}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{path}' cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static T? Parse<T>(YamlDotNet.Core.IParser parser)
        where T : class =>
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build().Deserialize<T?>(parser);
}
