using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RewardLab.Web.Tests;

/// <summary>The built program while it serves pages.</summary>
internal sealed partial class ServedPages : IDisposable
{
    public ServedPages(Workplace workplace, params string[] arguments)
        : this(workplace, arguments, isAnyPort: !arguments.Any(argument => argument is "--listen" or "--port"))
    {
    }

    private ServedPages(Workplace workplace, string[] arguments, bool isAnyPort)
    {
        // Any free port: tests run beside one another.
        Program = workplace.Start([.. arguments, .. isAnyPort ? ["--port", "0"] : Array.Empty<string>()]);
        Program.WaitFor(() => Program.OutputSoFar.Contains("Press Ctrl+C to stop", StringComparison.Ordinal), "its link");
        var lines = Program.OutputSoFar.Split('\n').ToLookup(line => line.StartsWith("Coordinator", StringComparison.Ordinal));
        Links = [.. lines[false].SelectMany(line => Link().Matches(line)).Select(match => match.Value)];
        Coordinator = lines[true].SelectMany(line => Link().Matches(line)).Select(match => match.Value).FirstOrDefault() ?? "";
    }

    public RunningProgram Program { get; }

    /// <summary>The coordinator's link; empty where there is none.</summary>
    public string Coordinator { get; }

    /// <summary>The links that it printed for annotators.</summary>
    public string[] Links { get; }

    /// <summary>The program at the port that it chooses itself: a study that was served before has one of its own.</summary>
    public static ServedPages AtItsPort(Workplace workplace, params string[] arguments) => new(workplace, arguments, isAnyPort: false);

    /// <summary>One that joins as its first request, so that nothing but the server is measured later.</summary>
    public static HttpClient Client(int connections = 4) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, AllowAutoRedirect = false, UseCookies = false });

    /// <summary>Gives a name, and gets the address that the annotator's pages are below.</summary>
    public async Task<Uri> JoinAsync(HttpClient client, string name)
    {
        var session = new Uri(Links[0]);
        using var reply = await client.PostAsJsonAsync(new Uri(session, "join"), new { name, isKnown = true });
        reply.StatusCode.ShouldBe(HttpStatusCode.OK, await reply.Content.ReadAsStringAsync());
        return new Uri(session, (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("link").GetString()!);
    }

    /// <summary>Ends it as the user does.</summary>
    public ProgramOutcome End()
    {
        Program.Interrupt();
        return Workplace.End(Program);
    }

    public void Dispose() => Program.Dispose();

    [GeneratedRegex(@"https?://[^\s/]+/s/[\w-]+/", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
