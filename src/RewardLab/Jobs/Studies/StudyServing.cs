using System.Globalization;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Terminal;
using RewardLab.Web.Studies;
using RewardLab.Web.Texts;

namespace RewardLab.Jobs.Studies;

/// <summary>Serves a study until the user ends it.</summary>
internal sealed class StudyServing(Session session, ServingRequest request)
{
    private const int UsualPort = 4747;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>Refuses what would let strangers in.</summary>
    /// <exception cref="RecipeUsageException">Other machines shall reach it, and nobody is named.</exception>
    public static void Check(ServingRequest request)
    {
        if (!request.Web.Address.IsLocal && request.Annotators.Count == 0)
        {
            throw new RecipeUsageException(
                "--listen accepts connections from other machines. Name each annotator with --annotator NAME; each gets a personal link.");
        }
    }

    /// <summary>Serves until it is cancelled.</summary>
    /// <param name="study">The study.</param>
    /// <param name="after">What to do with the answers: said at the end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ServeAsync(Study study, string after, CancellationToken cancellationToken)
    {
        Present(study);
        var links = new StudyLinks(study, isOpen: request.Annotators.Count == 0);
        var own = request.Annotators.Select(name => (Name: name, Token: links.TokenOf(name))).ToArray();
        session.MustEndInOrder = true;
        await using (var server = await StudySite.StartAsync(
            request.Web,
            study.Port ?? UsualPort,
            new ServedStudy(study, links, PageTexts.From(study.Presentation, study.Plan.Kind), request.BreakMinutes),
            session.Time,
            line => session.Screen.Error.WriteLine($"rewardlab: {line}"),
            cancellationToken))
        {
            var (output, address) = (session.Screen.Output, new Uri(server.Url));
            StudyAddress.Remember(session, study, address, isUsual: request.Web.Address.Port is not null);
            var asked = study.Items.Count(item => item is { Known: null, IsClosed: false });
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{asked} {(study.Plan.Kind == StudyKind.Labels ? "images" : "pairs of image groups")}, {study.Plan.AnnotatorsPerItem} annotators each; "
                + $"answers are saved in {study.Path}"));
            if (request.Web.Notice is { } notice)
            {
                output.WriteLine(notice);
            }

            foreach (var (name, token) in own)
            {
                output.WriteLine($"  {name}: {server.Url}/s/{token}/");
            }

            if (links.Session is { } open)
            {
                output.WriteLine($"Open {server.Url}/s/{open}/");
            }

            output.WriteLine($"Coordinator's page (progress, disagreements, links, export): {server.Url}/s/{links.Coordinator}/");
            output.WriteLine("Press Ctrl+C to stop; every answer that a page shows as saved is kept.");
            await WaitAsync(study, cancellationToken);
        }

        session.Screen.EndProgress();
        var (people, rewards) = (study.Annotators.Count(annotator => !annotator.IsReward), study.Annotators.Count(annotator => annotator.IsReward));
        session.Screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{study.Board.AnswerCount} answers of {people} {(people == 1 ? "annotator" : "annotators")}"
            + $"{(rewards == 0 ? "" : $" and {rewards} {(rewards == 1 ? "reward" : "rewards")}")} are saved in {study.Path}"));
        session.Screen.Output.WriteLine(after);
    }

    // What is asked for is kept with the study; what is not stays as it is there.
    private void Present(Study study)
    {
        foreach (var problem in request.TextProblems)
        {
            session.Screen.Error.WriteLine($"rewardlab: {problem}");
        }

        var before = study.Presentation;
        var after = new StudyPresentation
        {
            Instructions = request.Instructions ?? before.Instructions,
            Texts = request.Texts ?? before.Texts,
            HasComments = request.HasComments ?? before.HasComments,
        };
        if (after == before)
        {
            return;
        }

        if (after.Instructions != before.Instructions && study.Board.AnswerCount > 0)
        {
            session.Screen.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"rewardlab: {study.Board.AnswerCount} answers were given under other instructions. They are kept and count together with the new ones;")
                + " use another file (--to) for another question.");
        }

        study.Present(after);
    }

    private async Task WaitAsync(Study study, CancellationToken cancellationToken)
    {
        var stage = study.Plan.Kind == StudyKind.Labels ? "labelled" : "compared";
        var total = (long)study.Items.Count(item => item is { Known: null, IsClosed: false }) * study.Plan.AnnotatorsPerItem;
        long shown = -1;
        using var timer = new PeriodicTimer(ProgressInterval, session.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var finished = study.Board.FinishedCount;
                if (finished != shown && finished < total)
                {
                    session.Screen.OnProgress(stage, shown = finished, total);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // This is how serving ends.
        }
    }
}
