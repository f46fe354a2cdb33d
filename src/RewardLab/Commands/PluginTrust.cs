using System.CommandLine;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab plugins trust': shows what would be trusted, asks, and trusts exactly that.</summary>
internal static class PluginTrust
{
    public static Command Create(Session session)
    {
        var id = PluginsCommand.Id();
        var yes = new Option<string?>("--yes")
        {
            Description = "trust the plugin of this SHA-256 without asking; the command shows it when it asks",
            HelpName = "HASH",
        };
        var command = new Command(
            "trust", "Trusts a plugin that did not come with RewardLab, until one of its files changes. A trusted plugin can do whatever you can.") { id, yes };
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetRequiredValue(id);
            var host = Plugins.Find(session);
            var found = host.Find(wanted);
            if (parsed.GetValue(yes) is { } hash)
            {
                host.Trust(wanted, hash);
                return Load(session, wanted);
            }

            var waiting = host.List().Where(plugin => plugin.Id == found.Id && plugin.State == PluginState.Untrusted).ToArray();
            if (waiting.Length == 0)
            {
                session.Screen.Output.WriteLine($"{found.Id} is {PluginStateText.Format(found.State)}, and needs no trust. {found.Reason}".TrimEnd());
                return found.State == PluginState.Active ? ExitCode.Success : ExitCode.Failure;
            }

            foreach (var plugin in waiting)
            {
                Show(session, plugin);
            }

            if (Choose(session, waiting) is not { } chosen)
            {
                session.Screen.Output.WriteLine($"{found.Id} stays untrusted.");
                return ExitCode.Failure;
            }

            host.Trust(wanted, chosen.Hash);
            return Load(session, wanted);
        });
        return command;
    }

    private static void Show(Session session, PluginInfo plugin)
    {
        var output = session.Screen.Output;
        output.WriteLine($"{plugin.Id} {plugin.Version}  {plugin.Name}".TrimEnd());
        output.WriteLine($"Location   {plugin.Location}");
        output.WriteLine($"Publisher  {(plugin.Publisher.Length > 0 ? $"{plugin.Publisher}, as its file says; nothing proves it" : "not named")}");
        output.WriteLine($"SHA-256    {plugin.Hash} ({plugin.FileHashes.Count} files)");
        output.WriteLine();
    }

    private static PluginInfo? Choose(Session session, PluginInfo[] waiting)
    {
        try
        {
            return Array.Find(waiting, plugin => Confirmation.Ask(
                session, $"Trust the plugin in '{plugin.Location}'? Its code can do whatever you can, until one of its files changes."));
        }
        catch (RecipeUsageException exception)
        {
            throw new RecipeUsageException(
                "There is no terminal to ask on. If you know where the plugin comes from, add --yes with its SHA-256 as shown above.", exception);
        }
    }

    // Only now does its code run.
    private static int Load(Session session, string id)
    {
        var plugin = Plugins.Start(session).Find(id);
        session.Screen.Output.WriteLine($"{plugin.Id} is {PluginStateText.Format(plugin.State)}.{(plugin.Reason.Length > 0 ? $" {plugin.Reason}" : "")}");
        return plugin.State == PluginState.Active ? ExitCode.Success : ExitCode.Failure;
    }
}
