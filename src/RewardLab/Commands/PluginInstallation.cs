using System.CommandLine;
using RewardLab.Hosting;
using RewardLab.Hosting.Plugins.Installation;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the commands 'rewardlab plugins install', 'uninstall' and 'folder'.</summary>
internal static class PluginInstallation
{
    public static Command Install(Session session)
    {
        var source = new Argument<string>("SOURCE")
        {
            Description = "a folder with a built plugin, a .nupkg or .zip file, or its https address",
        };
        var replace = new Option<bool>("--replace") { Description = "replace an installed plugin of the same id" };
        var command = new Command("install", "Copies a built plugin into the folder of your plugins. Its code runs only once you trust it.")
        {
            source,
            replace,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            session.MustEndInOrder = true;
            var installed = await new PluginInstaller(UserFolders.FromEnvironment())
                .InstallAsync(parsed.GetRequiredValue(source), parsed.GetValue(replace), cancellationToken);
            session.Screen.Output.WriteLine($"Installed {installed.Id} {installed.Version} into {installed.Folder}");
            session.Screen.Output.WriteLine($"Next: rewardlab plugins trust {installed.Id}");
            return ExitCode.Success;
        });
        return command;
    }

    public static Command Uninstall(Session session)
    {
        var id = PluginsCommand.Id();
        var yes = Confirmation.NewYes();
        var command = new Command("uninstall", "Deletes a plugin from the folder of your plugins, and forgets that it was trusted.") { id, yes };
        command.SetAction(parsed =>
        {
            var host = Plugins.Find(session);
            var plugin = host.Find(parsed.GetRequiredValue(id));
            if (!parsed.GetValue(yes) && !Confirmation.Ask(session, $"Delete '{plugin.Location}'?"))
            {
                session.Screen.Output.WriteLine($"{plugin.Id} stays.");
                return ExitCode.Failure;
            }

            host.Uninstall(plugin.Id);
            session.Screen.Output.WriteLine($"Uninstalled {plugin.Id} from {plugin.Location}");
            return ExitCode.Success;
        });
        return command;
    }

    public static Command Folder(Session session)
    {
        var command = new Command("folder", "Prints the folder of your plugins: each lies in a folder of its own below it.");
        command.SetAction(_ =>
        {
            session.Screen.Output.WriteLine(UserFolders.FromEnvironment().Plugins[0]);
            return ExitCode.Success;
        });
        return command;
    }
}
