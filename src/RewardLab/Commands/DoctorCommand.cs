using System.CommandLine;
using RewardLab.Doctor;
using RewardLab.Hosting;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab doctor'.</summary>
internal static class DoctorCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("doctor", "Checks this machine: what works, what does not, and what to do about it.") { GlobalOptions.Runs };
        command.SetAction((parsed, cancellationToken) =>
        {
            var folders = UserFolders.FromEnvironment();
            var runs = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time).Folder;
            var report = new DoctorReport(
                session.Output,
                [
                    new SystemCheck(),
                    new TorchCheck(GlobalOptions.TorchOptions(parsed)),
                    new OnnxCheck(),
                    new PluginCheck(() => Plugins.Start(session).List()),
                    new FolderCheck(folders, runs),
                    new ResourceCheck(folders.Cache, runs),
                ]);
            return Task.FromResult(report.Print(cancellationToken) ? ExitCode.Success : ExitCode.Failure);
        });
        return command;
    }
}
