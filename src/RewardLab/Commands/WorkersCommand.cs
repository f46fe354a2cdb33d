using System.CommandLine;
using RewardLab.Cluster;
using RewardLab.Jobs.Workers;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab workers'.</summary>
internal static class WorkersCommand
{
    public static Command Create(Session session)
    {
        var place = new WorkerPlaceOptions();
        var json = JsonOutput.NewOption();
        var command = new Command("workers", "Lists the workers of a running run: device, memory, what they do, how much they have done.");
        place.AddDialling(command);
        command.Options.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (address, tokenPath) = place.ReadDialling(parsed);
            var status = await ClusterWorker.DescribeAsync(address, tokenPath, ProgramVersion.Text, session.Time, cancellationToken);
            if (parsed.GetValue(json))
            {
                return JsonOutput.Write(session, status);
            }

            session.Screen.WriteTable(WorkerTable.Create(status, session.Time.GetUtcNow()));
            return ExitCode.Success;
        });
        return command;
    }
}
