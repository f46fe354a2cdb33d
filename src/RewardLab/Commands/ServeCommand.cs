using System.CommandLine;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Terminal;
using RewardLab.Web.Runs;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab serve'.</summary>
internal static class ServeCommand
{
    private const int UsualPort = 4746;

    public static Command Create(Session session)
    {
        var place = new WebPlaceOptions();
        var command = new Command("serve", "Shows all runs in the browser, also while they are running: curves, tables, images, reports. Read-only.")
        {
            GlobalOptions.Runs,
        };
        place.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = place.Read(parsed);
            var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
            var token = StudyAnnotator.NewToken();
            session.MustEndInOrder = true;
            await using var server = await RunSite.StartAsync(
                options, UsualPort, store, token, session.Time, line => session.Screen.Error.WriteLine($"rewardlab: {line}"), cancellationToken);
            session.Screen.Output.WriteLine($"Runs in {store.Folder}");
            if (options.Notice is { } notice)
            {
                session.Screen.Output.WriteLine(notice);
            }

            session.Screen.Output.WriteLine($"Open {server.Url}/s/{token}/");
            session.Screen.Output.WriteLine("Press Ctrl+C to stop.");
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            return ExitCode.Success;
        });
        return command;
    }
}
