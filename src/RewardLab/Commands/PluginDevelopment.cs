using System.CommandLine;
using RewardLab.Jobs.Development;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab plugins dev'.</summary>
internal static class PluginDevelopment
{
    public static Command Create(Session session)
    {
        var folder = new Argument<string>("DIR") { Description = "folder of the plugin's project" };
        var arguments = new Argument<string[]>("ARGUMENTS")
        {
            Description = "after --: what 'rewardlab' runs after each build, such as -- run recipe.csx [default: plugins test ID]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "dev", "Builds a plugin, tests it or runs a command with it, and again on every change. It is trusted for as long as this runs.")
        {
            folder, arguments,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var project = PluginProject.Find(parsed.GetRequiredValue(folder));
            session.MustEndInOrder = true;
            await new DevelopmentJob(session, project, parsed.GetValue(arguments) ?? []).RunAsync(cancellationToken);
            return ExitCode.Success;
        });
        return command;
    }
}
