using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Files;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;

namespace RewardLab.Web.Studies;

/// <summary>The page of whoever coordinates a study: who is where, on what people disagree, links, decisions and exports.</summary>
/// <remarks>Decisions are made as blindly as answers are given: models are not named, and the sides of their sets are balanced.</remarks>
/// <param name="served">The study.</param>
/// <param name="time">The clock.</param>
internal sealed class CoordinatorPages(ServedStudy served, TimeProvider time)
{
    private const int ItemsOnAPage = 12;

    // Reading a study of many answers takes some tenths of a second, and the page asks every few seconds.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private (StudyContent Content, DateTimeOffset Read)? _last;

    private Study Study => served.Study;

    /// <summary>Maps what the page asks for.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="root">What every address begins with; its part {token} is the coordinator's.</param>
    public void Map(IEndpointRouteBuilder routes, string root)
    {
        routes.MapGet($"{root}/overview", context => ReplyAsync(context, OverviewAsync));
        routes.MapGet($"{root}/reviews", context => ReplyAsync(context, ReviewsAsync));
        routes.MapGet($"{root}/export/{{file}}", context => ReplyAsync(context, ExportAsync));
        routes.MapPost($"{root}/invite", context => ReplyAsync(context, InviteAsync));
        routes.MapPost($"{root}/adjudicate", context => ReplyAsync(context, AdjudicateAsync));
    }

    /// <summary>Whether the second model's set stands on the first side of the coordinator's page.</summary>
    public static bool IsSwapped(StudyItem item) => item.Second.Count > 0 && item.SideRank % 2 == 1;

    private Task ReplyAsync(HttpContext context, RequestDelegate reply) =>
        served.Links.Coordinator == (string)context.GetRouteValue("token")!
            ? reply(context)
            : throw new WebFailure(StatusCodes.Status403Forbidden, "This page is for whoever coordinates the study.");

    private StudyContent Content()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_last is not { } last || now - last.Read > MaxAge)
            {
                _last = last = (StudyContent.Read(Study.Path), now);
            }

            return last.Content;
        }
    }

    private Task OverviewAsync(HttpContext context)
    {
        var (content, now) = (Content(), time.GetUtcNow());
        var overview = new StudyOverview(content, now);
        var totals = Study.Annotators.ToDictionary(annotator => annotator.Id, annotator => Study.Board.ProgressOf(annotator).Total);
        return WebJson.WriteAsync(context, new
        {
            title = content.Plan.Title,
            kind = content.Plan.Kind,
            questions = content.Plan.Questions,
            annotatorsPerItem = content.Plan.AnnotatorsPerItem,
            items = overview.ItemCount,
            started = overview.StartedCount,
            completed = overview.CompletedCount,
            answers = content.AnswerCountOfPeople,
            remaining = overview.Remaining,
            perHour = overview.PerHour,
            known = content.Items.Count(item => item.Known is not null),
            session = served.Links.Session is { } open ? $"../{open}/" : null,
            annotators = overview.Annotators.Select(entry => new
            {
                name = entry.Annotator.Name,
                link = $"../{entry.Annotator.Token}/",
                done = entry.Finished,
                total = totals.GetValueOrDefault(entry.Annotator.Id),
                lastHour = entry.LastHour,
                secondsAgo = entry.LastSaved is { } saved ? Math.Max(0, (now - saved).TotalSeconds) : (double?)null,
                comments = entry.CommentCount,
                quality = entry.Quality.ToDictionary(quality => quality.Key, quality => new
                {
                    answers = quality.Value.AnswerCount,
                    medianSeconds = quality.Value.MedianSeconds,
                    hasty = quality.Value.HastyShare,
                    agreement = Share(quality.Value.Agreement),
                    accuracy = Share(quality.Value.Accuracy),
                }),
            }),
            agreement = overview.Agreement.Select(entry => new { entry.Question, entry.Items, entry.Alpha, entry.Kappa, entry.KappaItems }),
            disputed = overview.Reviews.Count(review => review.Disagreement > 0),
            undecided = overview.Reviews.Count(review => review.Disagreement > 0 && !review.IsAdjudicated),
            decided = overview.Reviews.Count(review => review.Decisions.Count > 0),
            commented = overview.Reviews.Count(review => review.Comments.Count > 0),
            exports = Exports(content).Select(export => export.Name),
        });

        static object? Share(WilsonInterval? share) => share is null ? null : new { share.Share, low = share.Lower, high = share.Upper };
    }

    private Task ReviewsAsync(HttpContext context)
    {
        var content = Content();
        var all = new StudyOverview(content, time.GetUtcNow()).Reviews;
        ItemReview[] reviews =
        [
            .. context.Request.Query["show"].ToString() switch
            {
                "disputed" => all.Where(review => review.Disagreement > 0),
                "undecided" => all.Where(review => review.Disagreement > 0 && !review.IsAdjudicated),
                "decided" => all.Where(review => review.Decisions.Count > 0),
                "commented" => all.Where(review => review.Comments.Count > 0),
                _ => throw new WebFailure(StatusCodes.Status400BadRequest, "\"show\" is disputed, undecided, decided or commented."),
            },
        ];
        var pages = Math.Max(1, (reviews.Length + ItemsOnAPage - 1) / ItemsOnAPage);
        var page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Min(asked, pages - 1) : 0;
        var names = content.Annotators.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        return WebJson.WriteAsync(context, new
        {
            count = reviews.Length,
            page,
            pages,
            items = reviews.Skip(page * ItemsOnAPage).Take(ItemsOnAPage).Select(review => Show(review, names)),
        });
    }

    private static object Show(ItemReview review, Dictionary<int, string> names)
    {
        var (item, isSwapped) = (review.Item, IsSwapped(review.Item));
        var sides = item.Second.Count == 0 ? new[] { item.First } : isSwapped ? [item.Second, item.First] : [item.First, item.Second];
        return new
        {
            id = item.Id,
            prompt = item.Prompt,
            sides = sides.Select((images, side) => images.Select((_, place) => string.Create(CultureInfo.InvariantCulture, $"image/{item.Id}/{side}/{place}"))),
            answers = review.Answers.Select(answer => new { name = names[answer.Annotator], question = answer.Question, value = Turned(answer.Value) }),
            decisions = review.Decisions.Select(kept => new
            {
                kept.Decision.Question,
                value = Turned(kept.Decision.Value),
                kept.Decision.Adjudicator,
                kept.Decision.Reason,
                kept.Saved,
            }),
            comments = review.Comments.Select(kept => new { name = names[kept.Comment.Annotator], text = kept.Comment.Text }),
        };

        int? Turned(int? value) => isSwapped ? -value : value;
    }

    private async Task InviteAsync(HttpContext context)
    {
        var post = await WebJson.ReadAsync<JoinPost>(context);
        try
        {
            await WebJson.WriteAsync(context, new { link = $"../{served.Links.TokenOf(post.Name)}/" });
        }
        catch (RewardLabException exception)
        {
            throw new WebFailure(StatusCodes.Status400BadRequest, exception.Message);
        }

        Forget();
    }

    private async Task AdjudicateAsync(HttpContext context)
    {
        var post = await WebJson.ReadAsync<AdjudicationPost>(context);
        var isSwapped = post.Item >= 1 && post.Item <= Study.Items.Count && IsSwapped(Study.Items[(int)post.Item - 1]);
        try
        {
            Study.Save(new NewAdjudication(post.Item, post.Question, isSwapped ? -post.Value : post.Value, post.Adjudicator, post.Reason));
        }
        catch (RewardLabException exception) when (exception.InnerException is null)
        {
            throw new WebFailure(StatusCodes.Status400BadRequest, exception.Message);
        }

        Forget();
        await WebJson.WriteAsync(context, new { saved = 1 });
    }

    private void Forget()
    {
        lock (_gate)
        {
            _last = null;
        }
    }

    private async Task ExportAsync(HttpContext context)
    {
        var content = Content();
        var name = (string)context.GetRouteValue("file")!;
        if (Exports(content).FirstOrDefault(export => export.Name == name) is not { Write: { } write })
        {
            throw new WebFailure(StatusCodes.Status404NotFound, "There is no such export.");
        }

        var folder = Directory.CreateTempSubdirectory("rewardlab-export-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            write(content, path);
            context.Response.ContentType = name.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "text/csv; charset=utf-8";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
            await context.Response.SendFileAsync(path, context.RequestAborted);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Name, Action<StudyContent, string> Write)> Exports(StudyContent content)
    {
        if (content.Latest.Count > 0)
        {
            if (content.Plan.Kind == StudyKind.Comparisons)
            {
                yield return ("comparisons.csv", (study, path) => AtomicFileStream.WriteText(path, StudyTables.Sets(study).ToCsv()));
            }
            else if (content.Latest.Any(kept => content.Items[(int)kept.Answer.Item - 1].Known is null))
            {
                yield return ("labels.csv", StudyExport.WriteLabelsCsv);
                yield return ("labels-tia2.json", StudyExport.WriteTia2);
            }

            yield return ("answers.csv", StudyExport.WriteAnswersCsv);
        }

        if (content.Comments.Count > 0)
        {
            yield return ("comments.csv", StudyNotesExport.WriteCommentsCsv);
        }

        if (content.Adjudications.Count > 0)
        {
            yield return ("adjudications.csv", StudyNotesExport.WriteAdjudicationsCsv);
        }
    }
}
