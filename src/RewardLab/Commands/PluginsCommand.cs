using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Hosting;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Hosting.Plugins.Templates;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab plugins'.</summary>
internal static class PluginsCommand
{
    public static Command Create(Session session) =>
        new("plugins", "Lists plugins, installs them, lets them run or not, and creates new ones.")
        {
            List(session),
            Show(session),
            PluginTrust.Create(session),
            Change(session, "disable", "Disables a plugin: its code does not run.", id => Plugins.Find(session).Disable(id)),
            Change(
                session,
                "enable",
                "Enables a disabled plugin, or one that malfunctioned, which the next command loads again.",
                id => Plugins.Find(session).Enable(id)),
            New(session),
            PluginDevelopment.Create(session),
            PluginTest.Create(session),
            PluginInstallation.Install(session),
            PluginInstallation.Uninstall(session),
            PluginInstallation.Folder(session),
        };

    private static Command List(Session session)
    {
        var json = JsonOutput.NewOption();
        var command = new Command("list", "Lists all plugins with their state and components, without loading their code.") { json };
        command.SetAction(parsed =>
        {
            var plugins = Plugins.Find(session).List();
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, plugins.Select(plugin => new
                {
                    plugin.Id, plugin.Version, plugin.State, plugin.Reason, plugin.IsShipped,
                    Components = plugin.Components.Select(component => new { Kind = ComponentKinds.Name(component.Kind), component.Id, component.Description }),
                }));
            }

            session.Screen.WriteTable(new ResultTable(
                "",
                ["plugin", "version", "state", "offers"],
                plugins.Select(p => new object?[] { p.Id, p.Version, PluginStateText.Format(p.State), Offers(p) }))
            {
                Footnotes = [.. plugins.Where(p => p.Reason.Length > 0).Select(p => $"{p.Id}: {p.Reason}")],
            });
            return ExitCode.Success;
        });
        return command;
    }

    private static string Offers(PluginInfo plugin) => string.Join(
        ", ",
        plugin.Components.GroupBy(c => c.Kind).Select(group => $"{ComponentKinds.Name(group.Key)} {string.Join(" ", group.Select(c => c.Id))}"));

    private static Command Show(Session session)
    {
        var id = Id();
        var json = JsonOutput.NewOption();
        var command = new Command("show", "Shows a plugin: its folder, its components with their options, and the hash of every file.") { id, json };
        command.SetAction(parsed =>
        {
            var host = Plugins.Start(session);
            var plugin = host.Find(parsed.GetRequiredValue(id));
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, PluginDetails.Json(plugin, host.Components));
            }

            PluginDetails.Write(session.Screen, plugin, host.Components);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Change(Session session, string name, string description, Func<string, PluginInfo> change)
    {
        var id = Id();
        var command = new Command(name, description) { id };
        command.SetAction(parsed =>
        {
            var plugin = change(parsed.GetRequiredValue(id));
            var state = plugin.State == PluginState.Active && name == "enable" ? "enabled" : PluginStateText.Format(plugin.State);
            session.Screen.Output.WriteLine($"{plugin.Id} is {state}.{(plugin.Reason.Length > 0 ? $" {plugin.Reason}" : "")}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command New(Session session)
    {
        var name = new Argument<string>("NAME") { Description = "name of the plugin: words of letters and digits, such as acme.brightness" };
        var kind = new Option<string>("--kind")
        {
            Description = $"kind of component: {string.Join(", ", Enum.GetValues<ComponentKind>().Select(ComponentKinds.Name))}",
            HelpName = "KIND",
            Required = true,
        };
        kind.AcceptOnlyFromAmong([.. Enum.GetValues<ComponentKind>().Select(ComponentKinds.Name)]);
        var folder = new Option<string?>("--out") { Description = "folder of the project, which must be new or empty [default: NAME]", HelpName = "DIR" };
        var command = new Command("new", "Creates a project for a new plugin that builds as it is.") { name, kind, folder };
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetRequiredValue(kind);
            var written = PluginTemplate.Create(
                parsed.GetRequiredValue(name),
                Enum.GetValues<ComponentKind>().First(k => ComponentKinds.Name(k) == wanted),
                parsed.GetValue(folder) ?? parsed.GetRequiredValue(name));
            var output = session.Screen.Output;
            output.WriteLine($"Wrote {written.ProjectFile}");
            output.WriteLine("Next:");
            output.WriteLine($"  {DotnetPublish(written)}");
            output.WriteLine($"  rewardlab plugins trust {written.PluginId}");
            output.WriteLine($"  rewardlab plugins show {written.PluginId}");
            output.WriteLine($"  rewardlab plugins test {written.PluginId}");
            return ExitCode.Success;
        });
        return command;
    }

    private static string DotnetPublish(PluginTemplateResult written) => string.Join(' ', new[]
    {
        "dotnet", "publish", written.ProjectFile, "-c", "Release", "-o", Path.Combine(UserFolders.FromEnvironment().Plugins[0], written.PluginId),
    }.Select(ShellWord.Quote));

    internal static Argument<string> Id() => new("ID") { Description = "the plugin's id, as 'plugins list' shows it" };
}
