using System.Diagnostics;
using System.Text.RegularExpressions;

namespace RewardLab.TestSupport;

/// <summary>What a program and all that it starts say to the network, as the system's calls show it: read with strace.</summary>
internal sealed partial class NetworkTrace(string file)
{
    /// <summary>Why no program can be traced here; null where one can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    /// <summary>What goes before a program's command line to have it traced.</summary>
    public IReadOnlyList<string> Prefix => ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", file];

    /// <summary>Addresses beyond this machine that were spoken to, in order; a name server's among them, since a name is asked for on the way to
    /// somewhere.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. File.ReadLines(file)
            .SelectMany(line => Address().Matches(line))
            .Select(match => match.Groups["address"].Value.Replace("::ffff:", "", StringComparison.Ordinal))
            .Where(address => !IsThisMachine(address))];

    // A server on this machine that tests or users name is here; the resolver's stub at 127.0.0.53 leads out.
    private static bool IsThisMachine(string address) => (address.StartsWith("127.", StringComparison.Ordinal) && address != "127.0.0.53") || address is "::1";

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "system calls are traced on Linux alone";
        }

        try
        {
            using var process = Process.Start(
                new ProcessStartInfo("strace", ["-f", "-qq", "-o", "/dev/null", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : "this user may not trace programs";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no strace on this machine";
        }
    }

    [GeneratedRegex(
        "sa_family=AF_INET6?,.*?(inet_addr\\(|inet_pton\\(AF_INET6, )\"(?<address>[^\"]+)\"", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
