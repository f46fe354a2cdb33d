using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Web.Studies;

/// <summary>The pages of a study: those on which people answer it, and the coordinator's.</summary>
/// <param name="served">The study.</param>
/// <param name="time">The clock.</param>
internal sealed class StudyPages(ServedStudy served, TimeProvider time)
{
    private const int MaxAhead = 8;
    private const int MaxHeld = 256;

    private readonly Study _study = served.Study;
    private readonly StudyLinks _links = served.Links;

    /// <summary>Maps the pages.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="root">What every address begins with, such as <see cref="WebServer.Root"/>.</param>
    public void Map(IEndpointRouteBuilder routes, string root)
    {
        routes.MapGet($"{root}/", WebServer.Folder(context => WebPages.SendAsync(context, PageOf(Token(context)), served.Texts)));
        routes.MapGet($"{root}/session", SessionAsync);
        routes.MapPost($"{root}/join", JoinAsync);
        routes.MapGet($"{root}/next", NextAsync);
        routes.MapGet($"{root}/history", context => WebJson.WriteAsync(context, new { items = _study.Board.HistoryOf(Annotator(context)) }));
        routes.MapGet($"{root}/item/{{item:long}}", context => WebJson.WriteAsync(context, Show(Annotator(context), Item(context))));
        routes.MapPost($"{root}/answer", AnswerAsync);
        routes.MapPost($"{root}/comment", CommentAsync);
        routes.MapGet($"{root}/image/{{item:long}}/{{side:int}}/{{place:int}}", ImageAsync);
        routes.MapGet($"{root}/{{file:regex(^[a-z-]+\\.(css|js)$)}}", context => WebPages.SendAsync(context, (string)context.GetRouteValue("file")!));
        new CoordinatorPages(served, time).Map(routes, root);
    }

    private string PageOf(string token) =>
        token == _links.Coordinator ? "coordinator.html"
        : !_links.TryFind(token, out _) ? "join.html"
        : _study.Plan.Kind == StudyKind.Labels ? "label.html"
        : "judge.html";

    private static string Token(HttpContext context) => (string)context.GetRouteValue("token")!;

    private StudyAnnotator Annotator(HttpContext context) =>
        _links.TryFind(Token(context), out var annotator)
            ? annotator
            : throw new WebFailure(StatusCodes.Status403Forbidden, "Give your name first, on the page that this link opens.");

    private StudyItem Item(HttpContext context) => Find(long.Parse((string)context.GetRouteValue("item")!, CultureInfo.InvariantCulture));

    private StudyItem Find(long id) =>
        id >= 1 && id <= _study.Items.Count ? _study.Items[(int)id - 1] : throw new WebFailure(StatusCodes.Status404NotFound, "The study has no such item.");

    private Task SessionAsync(HttpContext context)
    {
        _links.TryFind(Token(context), out var annotator);

        // Neither the study's title nor anything else that could tell the models.
        return WebJson.WriteAsync(
            context,
            new { study = _study.Plan.Id, annotator = annotator?.Name, breakMinutes = served.BreakMinutes, hasComments = _study.Presentation.HasComments });
    }

    private async Task JoinAsync(HttpContext context)
    {
        if (_links.Session != Token(context))
        {
            throw new WebFailure(StatusCodes.Status403Forbidden, "This link belongs to one annotator.");
        }

        var post = await WebJson.ReadAsync<JoinPost>(context);
        string token;
        try
        {
            if (!post.IsKnown && _links.Find(post.Name) is { IsReward: false } there)
            {
                await WebJson.WriteAsync(context, new { there = new { name = there.Name, answers = _study.Board.HistoryOf(there).Count } });
                return;
            }

            token = _links.TokenOf(post.Name);
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
        var items = _study.Board.Next(annotator, held, count);
        return WebJson.WriteAsync(context, new
        {
            items = items.Select(item => Show(annotator, item)),
            progress = _study.Board.ProgressOf(annotator),
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
            || post.Answers.Any(answer => !_study.Plan.Questions.Contains(answer.Key) || answer.Value is < -1 or > 1))
        {
            throw new WebFailure(StatusCodes.Status400BadRequest, "This is not an answer to a question of this study.");
        }

        var isSwapped = _study.Board.IsSwappedFor(annotator, item.Id);
        var kept = await _study.SaveAsync(
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
            context, new { saved = kept.Count, key = post.Key, revision = kept.Max(answer => answer.Revision), progress = _study.Board.ProgressOf(annotator) });
    }

    private async Task CommentAsync(HttpContext context)
    {
        var annotator = Annotator(context);
        var post = await WebJson.ReadAsync<CommentPost>(context);
        var item = Find(post.Item);
        if (!_study.Presentation.HasComments || post.Comment.Length > NewComment.MaxLength || post.Key.Length is < 8 or > 64)
        {
            throw new WebFailure(
                StatusCodes.Status400BadRequest, $"This study takes no comments, or the comment is longer than {NewComment.MaxLength} characters.");
        }

        var comment = new NewComment(annotator.Id, item.Id, post.Comment.Trim()) { ClientTime = post.ClientTime, Key = post.Key };
        await Task.Run(() => _study.Save(comment), context.RequestAborted); // waits for the disk
        await WebJson.WriteAsync(context, new { key = post.Key, progress = _study.Board.ProgressOf(annotator) });
    }

    private async Task ImageAsync(HttpContext context)
    {
        var item = Item(context);
        var (side, place) = (Number("side"), Number("place"));
        var isSwapped = Token(context) == _links.Coordinator ? CoordinatorPages.IsSwapped(item) : _study.Board.IsSwappedFor(Annotator(context), item.Id);
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
        var names = _study.Annotators.ToDictionary(other => other.Id, other => other.Name);
        return
        [
            .. _study.Board.HeldByOthers(annotator)
                .Select(held => new { name = names[held.Annotator], held.Count, seconds = (int)Math.Ceiling(held.Remaining.TotalSeconds) }),
        ];
    }

    private ShownItem Show(StudyAnnotator annotator, StudyItem item)
    {
        var isSwapped = _study.Board.IsSwappedFor(annotator, item.Id);
        var sides = _study.Plan.Kind == StudyKind.Labels ? new[] { item.First } : isSwapped ? [item.Second, item.First] : [item.First, item.Second];
        return new ShownItem(
            item.Id,
            item.Prompt,
            [.. sides.Select((images, side) => (IReadOnlyList<string>)
            [
                .. images.Select((_, place) => string.Create(CultureInfo.InvariantCulture, $"image/{item.Id}/{side}/{place}")),
            ])],
            _study.Board.AnswersOf(annotator, item.Id).ToDictionary(answer => answer.Key, answer => isSwapped ? -answer.Value : answer.Value),
            _study.CommentOf(annotator, item.Id));
    }
}
