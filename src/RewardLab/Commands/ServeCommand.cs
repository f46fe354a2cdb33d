using System.CommandLine;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;
using RewardLab.Terminal;
using RewardLab.Web;
using RewardLab.Web.Sites;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab serve'.</summary>
internal static class ServeCommand
{
    private const int UsualPort = 4746;

    public static Command Create(Session session)
    {
        var place = new WebPlaceOptions();
        var pause = ServingOptions.NewBreak();
        var named = new Option<string[]>("--study")
        {
            Description = "a study whose pages are served, too, below a path of its own: its file, or the folder or run that it belongs to; repeatable",
            HelpName = "WHERE",
        };
        var command = new Command(
            "serve",
            "Shows all runs in the browser, also while they are running: curves, tables, images, reports. Read-only, except for studies that are named.")
            {
                GlobalOptions.Runs,
                named,
                pause,
            };
        place.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = place.Read(parsed);
            var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
            var locator = new StudyLocator(store);
            var (token, studiesToken) = (StudyAnnotator.NewToken(), StudyAnnotator.NewToken());
            using var studies = HostedStudies.Open(
                (parsed.GetValue(named) ?? []).Select(locator.Study), options.Address.IsLocal, Math.Max(0, parsed.GetValue(pause)), session.Time);
            session.MustEndInOrder = true;
            await using var server = await LabSite.StartAsync(
                options,
                studies.All.Select(hosted => hosted.Served.Study.Port).FirstOrDefault(port => port is not null) ?? UsualPort,
                store,
                token,
                studies,
                studiesToken,
                session.Time,
                line => session.Screen.Error.WriteLine($"rewardlab: {line}"),
                cancellationToken);
            session.Screen.Output.WriteLine($"Runs in {store.Folder}");
            if (options.Notice is { } notice)
            {
                session.Screen.Output.WriteLine(notice);
            }

            session.Screen.Output.WriteLine($"Open {server.Url}/s/{token}/");
            TellStudies(session, studies, server, studiesToken);
            session.Screen.Output.WriteLine("Press Ctrl+C to stop.");
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            return ExitCode.Success;
        });
        return command;
    }

    private static void TellStudies(Session session, HostedStudies studies, WebServer server, string token)
    {
        if (studies.All.Count == 0)
        {
            return;
        }

        var output = session.Screen.Output;
        output.WriteLine($"Studies, for whoever coordinates them: {server.Url}/studies/{token}/");
        foreach (var (path, served) in studies.All)
        {
            var (study, address) = (served.Study, server.Url + path);
            StudyAddress.Remember(session, study, new Uri(address), isUsual: false);
            output.WriteLine($"  {study.Plan.Title}, saved in {study.Path}");
            if (served.Links.Session is { } open)
            {
                output.WriteLine($"    answer: {address}/s/{open}/");
            }

            foreach (var annotator in study.Annotators.Where(annotator => !annotator.IsReward))
            {
                output.WriteLine($"    {annotator.Name}: {address}/s/{annotator.Token}/");
            }

            output.WriteLine($"    coordinate: {address}/s/{served.Links.Coordinator}/");
        }
    }
}
