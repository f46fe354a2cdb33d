using System.CommandLine;
using RewardLab.Doctor;
using RewardLab.Hosting;
using RewardLab.Hosting.Models;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab doctor'.</summary>
internal static class DoctorCommand
{
    public static Command Create(Session session)
    {
        var json = JsonOutput.NewOption();
        var command = new Command("doctor", "Checks this machine: what works, what does not, and what to do about it.") { json, GlobalOptions.Runs };
        command.SetAction((parsed, cancellationToken) =>
        {
            var folders = UserFolders.FromEnvironment();
            var runs = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time).Folder;
            var torch = new TorchCheck(GlobalOptions.TorchOptions(parsed));
            ICheck[] checks =
            [
                new SystemCheck(),
                torch,
                new OnnxCheck(),
                new PluginCheck(() => Plugins.Start(session).List()),
                new FolderCheck(folders, runs),
                new ResourceCheck(folders.Cache, runs),
                new ModelMemoryCheck(() => ModelRegistry.Open(folders).Models, () => torch.Gpu),
            ];
            bool isUsable;
            if (parsed.GetValue(json))
            {
                (isUsable, var report) = DoctorReport.Examine(checks, cancellationToken);
                JsonOutput.Write(session, report);
            }
            else
            {
                isUsable = new DoctorReport(session.Output, checks).Print(cancellationToken);
            }

            return Task.FromResult(isUsable ? ExitCode.Success : ExitCode.Failure);
        });
        return command;
    }
}
