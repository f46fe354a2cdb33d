using System.CommandLine;
using RewardLab.Doctor;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>rewardlab doctor.</summary>
internal static class DoctorCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("doctor", "Looks at this machine and says what works, what does not, and what to do about it.");
        command.SetAction((parsed, cancellationToken) => Task.FromResult(
            new DoctorReport(
                session.Output,
                [
                    new SystemCheck(),
                    new TorchCheck(GlobalOptions.TorchOptions(parsed)),
                    new OnnxCheck(),
                ]).Print(cancellationToken)
                ? ExitCode.Success
                : ExitCode.Failure));
        return command;
    }
}
