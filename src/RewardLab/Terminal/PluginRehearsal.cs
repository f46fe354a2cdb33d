using System.Diagnostics;

namespace RewardLab.Terminal;

/// <summary>Loads the plugins in a process of its own, which one that ends its process or never returns takes down instead of this one.</summary>
internal static class PluginRehearsal
{
    // Loading has a limit of its own for each plugin; this one is for a process that does not come to its end at all.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs 'rewardlab components list' and waits for its end: what comes of it is written where plugins are remembered.</summary>
    public static void Run()
    {
        var program = Environment.ProcessPath ?? "dotnet";
        var isHost = string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.OrdinalIgnoreCase);
        string[] command = [.. isHost ? [typeof(PluginRehearsal).Assembly.Location] : Array.Empty<string>(), "components", "list"];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, command)
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                CreateNoWindow = true,
            });
            if (process is null)
            {
                return;
            }

            // Nobody reads them, but a full pipe would stop it.
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            // Without it plugins are loaded as they are anywhere else.
            Debug.WriteLine(exception);
        }
    }
}
