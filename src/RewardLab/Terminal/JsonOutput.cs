using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RewardLab.Runs.Tables;

namespace RewardLab.Terminal;

/// <summary>Results for programs: JSON on standard output, keys in camelCase, times in UTC.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The option that asks for it.</summary>
    public static Option<bool> NewOption() => new("--json") { Description = "print JSON instead of text, for programs" };

    /// <summary>Prints a value.</summary>
    /// <returns>The exit code of success.</returns>
    public static int Write(Session session, object value)
    {
        session.Screen.Output.WriteLine(JsonSerializer.Serialize(value, Options));
        return ExitCode.Success;
    }

    /// <summary>Prints tables as {"tables": [...]}.</summary>
    /// <returns>The exit code of success.</returns>
    public static int Write(Session session, IEnumerable<ResultTable> tables) =>
        Write(session, new JsonObject { ["tables"] = new JsonArray([.. tables.Select(table => (JsonNode)ResultTableJson.Create(table))]) });

    /// <summary>Prints tables for people or, where JSON is asked for, for programs.</summary>
    /// <returns>The exit code of success.</returns>
    public static int WriteEither(Session session, bool isJson, IReadOnlyList<ResultTable> tables)
    {
        if (isJson)
        {
            return Write(session, tables);
        }

        foreach (var (index, table) in tables.Index())
        {
            session.Screen.Output.Write(index > 0 ? "\n" : "");
            session.Screen.WriteTable(table);
        }

        return ExitCode.Success;
    }
}
