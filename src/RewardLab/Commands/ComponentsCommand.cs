using System.CommandLine;
using System.CommandLine.Completions;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Plugins;
using RewardLab.Hosting.Plugins.Inventory;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab components'.</summary>
internal static class ComponentsCommand
{
    public static Command Create(Session session) =>
        new("components", "Lists rewards, prompt generators, ensembles, image models and algorithms with their options.")
        {
            List(session),
            Show(session),
            Reference(session),
        };

    private static Command List(Session session)
    {
        var kind = new Option<string?>("--kind") { Description = $"only those of a kind: {string.Join(", ", ComponentKinds.Names)}", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong([.. ComponentKinds.Names]);
        var json = JsonOutput.NewOption();
        var command = new Command("list", "Lists the components of all active plugins.") { kind, json };
        command.SetAction(parsed =>
        {
            var host = Plugins.Start(session);
            var components = host.Components.Components
                .Where(component => parsed.GetValue(kind) is not { } wanted || ComponentKinds.Name(component.Kind) == wanted)
                .ToArray();
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, components.Select(component => new
                {
                    Kind = ComponentKinds.Name(component.Kind), component.Id, component.Description, Plugin = component.PluginId,
                }));
            }

            PluginInfo[] inactive = [.. host.List().Where(plugin => plugin.State != PluginState.Active && plugin.Components.Count > 0)];
            session.Screen.WriteTable(new ResultTable(
                "",
                ["kind", "component", "what it is", "plugin"],
                components.Select(component => new object?[]
                {
                    ComponentKinds.Name(component.Kind), component.Id, component.Description, component.PluginId,
                }))
            {
                Footnotes = [.. inactive.Select(plugin => $"{plugin.Id} is {PluginStateText.Format(plugin.State)}: "
                    + $"its {string.Join(", ", plugin.Components.Select(one => one.Id))} cannot be used.")],
            });
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Show(Session session)
    {
        var id = new Argument<string>("ID") { Description = "the component's id, as 'components list' shows it", HelpName = "ID" };
        id.CompletionSources.Add(_ => Plugins.Find(session).List()
            .SelectMany(plugin => plugin.Components)
            .Select(component => component.Id)
            .Distinct(StringComparer.Ordinal)
            .Select(component => new CompletionItem(component)));
        var json = JsonOutput.NewOption();
        var command = new Command("show", "Shows a component: its options with defaults and ranges, and the plugin that brings it.") { id, json };
        command.SetAction(parsed =>
        {
            var host = Plugins.Start(session);
            var found = host.FindComponents(parsed.GetRequiredValue(id));
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, new { Components = found.Select(component => Json(component, host.Find(component.PluginId))) });
            }

            foreach (var (index, component) in found.Index())
            {
                session.Screen.Output.Write(index > 0 ? "\n" : "");
                Write(session.Screen, component, host.Find(component.PluginId));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command Reference(Session session)
    {
        var command = new Command("reference", "Prints a page in Markdown about every component of all active plugins.");
        command.SetAction(_ =>
        {
            session.Screen.Output.Write(new ComponentReferencePage(Plugins.Start(session)).ToMarkdown());
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(Screen screen, ComponentDescription component, PluginInfo plugin)
    {
        var output = screen.Output;
        output.WriteLine($"{ComponentKinds.Noun(component.Kind)} {component.Id}");
        if (component.Description.Length > 0)
        {
            output.WriteLine(component.Description);
        }

        output.WriteLine($"Plugin    {plugin.Id} {plugin.Version}".TrimEnd());
        output.WriteLine();
        if (OptionsDescription.Create(component.OptionsType) is { Count: > 0 } options)
        {
            screen.WriteTable(OptionTable.Create(options));
        }
        else
        {
            output.WriteLine("It has no options.");
        }
    }

    private static object Json(ComponentDescription component, PluginInfo plugin) => new
    {
        Kind = ComponentKinds.Name(component.Kind),
        component.Id,
        component.Description,
        Plugin = new { plugin.Id, plugin.Version, plugin.IsShipped },
        Options = OptionTable.Json(OptionsDescription.Create(component.OptionsType)),
    };
}
