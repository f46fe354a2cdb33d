using System.CommandLine;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>The command line: every command and the options they share.</summary>
internal static class RewardLabCommand
{
    public static RootCommand Create(Session session) =>
        new("""
            RewardLab: calibrate, combine and optimise rewards for text-to-image models.

            Begin with:
              rewardlab run recipes/01-quickstart.csx    the main job on the embedded toy world, in about a minute
              rewardlab recipes list                     what else there is
              rewardlab doctor                           whether this machine has what it takes
            """)
        {
            GlobalOptions.Verbose,
            GlobalOptions.LibTorch,
            RunCommand.Create(session),
            ScoreCommand.Create(session),
            BenchCommand.Create(session),
            DataCommand.Create(session),
            RecipesCommand.Create(session),
            PluginsCommand.Create(session),
            PromptsCommand.Create(session),
            ModelsCommand.Create(session),
            RunsCommand.Create(session),
            DoctorCommand.Create(session),
        };
}
