using System.CommandLine;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>The command line: every command and the options they share.</summary>
internal static class RewardLabCommand
{
    public static RootCommand Create(Session session) =>
        new("RewardLab: calibrate, combine and optimise rewards for text-to-image models.")
        {
            GlobalOptions.Verbose,
            GlobalOptions.LibTorch,
            DoctorCommand.Create(session),
        };
}
