using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Web.Texts;

namespace RewardLab.Web.Studies;

/// <summary>The pages on which people answer a study.</summary>
/// <param name="study">The study.</param>
/// <param name="links">Who may answer.</param>
/// <param name="breakMinutes">After how long people are reminded to rest; 0 for never.</param>
/// <param name="texts">The texts of the pages' interface.</param>
internal sealed class StudyPages(Study study, StudyLinks links, int breakMinutes, PageTexts texts)
{
    private const int MaxAhead = 8;
    private const int MaxHeld = 256;

    /// <summary>Maps the pages.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            $"{WebServer.Root}/",
            WebServer.Folder(context => WebPages.SendAsync(
                context, links.TryFind(Token(context), out _) ? PageOf(study.Plan.Kind) : "join.html", texts)));
        routes.MapGet($"{WebServer.Root}/session", SessionAsync);
        routes.MapPost($"{WebServer.Root}/join", JoinAsync);
        routes.MapGet($"{WebServer.Root}/next", NextAsync);
        routes.MapGet($"{WebServer.Root}/history", context => WebJson.WriteAsync(context, new { items = study.Board.HistoryOf(Annotator(context)) }));
        routes.MapGet($"{WebServer.Root}/item/{{item:long}}", context => WebJson.WriteAsync(context, Show(Annotator(context), Item(context))));
        routes.MapPost($"{WebServer.Root}/answer", AnswerAsync);
        routes.MapGet($"{WebServer.Root}/image/{{item:long}}/{{side:int}}/{{place:int}}", ImageAsync);
        routes.MapGet($"{WebServer.Root}/{{file:regex(^[a-z-]+\\.(css|js)$)}}", context => WebPages.SendAsync(context, (string)context.GetRouteValue("file")!));
    }

    private static string PageOf(StudyKind kind) => kind == StudyKind.Labels ? "label.html" : "judge.html";

    private static string Token(HttpContext context) => (string)context.GetRouteValue("token")!;

    private StudyAnnotator Annotator(HttpContext context) =>
        links.TryFind(Token(context), out var annotator)
            ? annotator
            : throw new WebFailure(StatusCodes.Status403Forbidden, "Give your name first, on the page that this link opens.");

    private StudyItem Item(HttpContext context) => Find(long.Parse((string)context.GetRouteValue("item")!, CultureInfo.InvariantCulture));

    private StudyItem Find(long id) =>
        id >= 1 && id <= study.Items.Count ? study.Items[(int)id - 1] : throw new WebFailure(StatusCodes.Status404NotFound, "The study has no such item.");

    private Task SessionAsync(HttpContext context)
    {
        links.TryFind(Token(context), out var annotator);

        // Neither the study's title nor anything else that could tell the models.
        return WebJson.WriteAsync(context, new { study = study.Plan.Id, annotator = annotator?.Name, breakMinutes });
    }

    private async Task JoinAsync(HttpContext context)
    {
        if (links.Session != Token(context))
        {
            throw new WebFailure(StatusCodes.Status403Forbidden, "This link belongs to one annotator.");
        }

        var post = await WebJson.ReadAsync<JoinPost>(context);
        string token;
        try
        {
            if (!post.IsKnown && links.Find(post.Name) is { IsReward: false } there)
            {
                await WebJson.WriteAsync(context, new { there = new { name = there.Name, answers = study.Board.HistoryOf(there).Count } });
                return;
            }

            token = links.TokenOf(post.Name);
        }
        catch (RewardLabException exception)
        {
            throw new WebFailure(StatusCodes.Status400BadRequest, exception.Message);
        }

        await WebJson.WriteAsync(context, new { link = $"../{token}/" });
    }

    private Task NextAsync(HttpContext context)
    {
        var annotator = Annotator(context);
        var held = new HashSet<long>();
        foreach (var text in context.Request.Query["held"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (held.Count == MaxHeld || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw new WebFailure(StatusCodes.Status400BadRequest, $"\"held\" lists at most {MaxHeld} items by number.");
            }

            held.Add(id);
        }

        var count = int.TryParse(context.Request.Query["count"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted)
            ? Math.Min(wanted, MaxAhead)
            : 1;
        var items = study.Board.Next(annotator, held, count);
        return WebJson.WriteAsync(context, new
        {
            items = items.Select(item => Show(annotator, item)),
            progress = study.Board.ProgressOf(annotator),
            heldByOthers = items.Count > 0 ? [] : HeldByOthers(annotator),
        });
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var annotator = Annotator(context);
        var post = await WebJson.ReadAsync<AnswerPost>(context);
        var item = Find(post.Item);
        if (post.Answers.Count == 0
            || post.Key.Length is < 8 or > 64
            || post.TakenMs < 0
            || post.Answers.Any(answer => !study.Plan.Questions.Contains(answer.Key) || answer.Value is < -1 or > 1))
        {
            throw new WebFailure(StatusCodes.Status400BadRequest, "This is not an answer to a question of this study.");
        }

        var isSwapped = study.Board.IsSwappedFor(annotator, item.Id);
        var kept = await study.SaveAsync(
        [
            .. post.Answers.Select(answer => new NewAnswer(annotator.Id, item.Id, answer.Key, isSwapped ? -answer.Value : answer.Value)
            {
                TakenMilliseconds = post.TakenMs,
                ClientTime = post.ClientTime,
                IsSwapped = isSwapped,
                Key = $"{post.Key}/{answer.Key}",
            }),
        ]);
        await WebJson.WriteAsync(
            context, new { saved = kept.Count, key = post.Key, revision = kept.Max(answer => answer.Revision), progress = study.Board.ProgressOf(annotator) });
    }

    private async Task ImageAsync(HttpContext context)
    {
        var (annotator, item) = (Annotator(context), Item(context));
        var (side, place) = (Number("side"), Number("place"));
        var isSwapped = study.Board.IsSwappedFor(annotator, item.Id);
        var images = (side == 1) != isSwapped ? item.Second : item.First;
        if (side is not (0 or 1) || place < 0 || place >= images.Count)
        {
            throw new WebFailure(StatusCodes.Status404NotFound, "There is no such image.", WebFailure.Missing);
        }

        // the item's number stands for this image as long as the study lives
        await ServedFile.SendImageAsync(context, images[place].Folder, images[place].File, "private, max-age=86400");

        int Number(string name) => int.Parse((string)context.GetRouteValue(name)!, CultureInfo.InvariantCulture);
    }

    // Who keeps the annotator waiting, and for how many seconds at the most.
    private object[] HeldByOthers(StudyAnnotator annotator)
    {
        var names = study.Annotators.ToDictionary(other => other.Id, other => other.Name);
        return
        [
            .. study.Board.HeldByOthers(annotator)
                .Select(held => new { name = names[held.Annotator], held.Count, seconds = (int)Math.Ceiling(held.Remaining.TotalSeconds) }),
        ];
    }

    private ShownItem Show(StudyAnnotator annotator, StudyItem item)
    {
        var isSwapped = study.Board.IsSwappedFor(annotator, item.Id);
        var sides = study.Plan.Kind == StudyKind.Labels ? new[] { item.First } : isSwapped ? [item.Second, item.First] : [item.First, item.Second];
        return new ShownItem(
            item.Id,
            item.Prompt,
            [.. sides.Select((images, side) => (IReadOnlyList<string>)
            [
                .. images.Select((_, place) => string.Create(CultureInfo.InvariantCulture, $"image/{item.Id}/{side}/{place}")),
            ])],
            study.Board.AnswersOf(annotator, item.Id).ToDictionary(answer => answer.Key, answer => isSwapped ? -answer.Value : answer.Value));
    }
}
