using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RewardLab.Serving.Dialects;

namespace RewardLab.Web.Rewards;

/// <summary>What the OpenAPI document says of the service.</summary>
internal static class RewardDocument
{
    private const string Json = "application/json";
    private const string Pickle = "application/octet-stream";
    private const string Form = "multipart/form-data";

    private static readonly (int Status, string Why)[] Refusals =
    [
        (ScoreProblem.Malformed, "The body does not have the dialect's shape, or holds an image that cannot be read: another try ends the same."),
        (StatusCodes.Status401Unauthorized, "The service's token is missing or wrong."),
        (ScoreProblem.UnknownReward, "There is no such reward."),
        (ScoreProblem.TooLarge, "The request asks for too much."),
        (ScoreProblem.UnsupportedBody, "This service does not read such a body: it is compressed, or a pickle where pickles are refused."),
        (ScoreProblem.CannotScore, "The reward cannot score it, or a score is not finite: another try ends the same."),
        (ScoreProblem.Busy, "Too many requests wait."),
        (ScoreProblem.Failed, "The service failed; its terminal says why."),
        (ScoreProblem.NotReady, "The rewards are being loaded, or have stopped."),
    ];

    /// <summary>Sets title and description.</summary>
    public static void Describe(OpenApiOptions options) => options.AddDocumentTransformer(static (document, _, _) =>
    {
        document.Info = new OpenApiInfo
        {
            Title = "RewardLab reward service",
            Version = "v1",
            Description = "Scores images against prompts by calibrated rewards. A failed request is answered with a status and {\"error\": \"...\"}; "
                + "429 and 503 come with Retry-After, other 4xx are final.",
        };
        return Task.CompletedTask;
    });

    public static void Health(IEndpointConventionBuilder endpoint) =>
        Describe(endpoint, "Whether the rewards are loaded", "200 once they are, 503 before.", null, Json, HealthAnswer(), HealthAnswer());

    public static void Rewards(IEndpointConventionBuilder endpoint) =>
        Describe(endpoint, "The ids of the rewards", "", null, Json, Object(("rewards", List(Text()))));

    public static void Metrics(IEndpointConventionBuilder endpoint) =>
        Describe(endpoint, "Metrics in Prometheus' text format", "", null, "text/plain", Text());

    public static void Score(IEndpointConventionBuilder endpoint, string root) => Describe(
        endpoint,
        "Scores the last turn of each conversation",
        $"A reward that cannot score an entry is named in 'errors' at the entry's place.{OfPath(root)}",
        [(Json, Object(("requests", List(Conversation()))))],
        Json,
        Object(
            ("results", List(Anything("For each reward's id {\"score\": number}."))),
            ("errors", List(Anything("For each reward's id, why it has no score.")))));

    public static void Compute(IEndpointConventionBuilder endpoint, string root) => Describe(
        endpoint,
        "Scores images against one prompt each by one reward",
        $"One entry that cannot be scored fails the request.{OfPath(root)}",
        [(Json, Object(("prompt", List(Text())), ("image", List(Text("An image file in base64.")))))],
        Json,
        Object(("rewards", List(Number()))));

    public static void Own(IEndpointConventionBuilder endpoint, string root) => Describe(
        endpoint,
        "Scores images against prompts, in pairs or as a matrix, and shows how each score was computed",
        $"As a form: parts image (files), prompt, reward, mode, details.{OfPath(root)}",
        [
            (Json, Object(
                ("images", List(Text("An image file in base64."))),
                ("prompts", List(Text("An image's prompt; in pairs also a list of its prompts."))),
                ("rewards", List(Text("A reward's id; none for the default."))),
                ("mode", Text("\"pairs\", the default: image i meets prompt i; or \"matrix\": every image meets every prompt.")),
                ("details", Truth("Whether to show members, shares and contrastive prompts; true where it is not given.")))),
            (Form, Object(("image", List(File())), ("prompt", List(Text())), ("reward", List(Text())), ("mode", Text()), ("details", Text()))),
        ],
        Json,
        Object(("results", List(Object(
            ("image", Number()),
            ("prompt", Text()),
            ("rewards", Anything("For each reward's id an object with score, or error; and with details: name, share, contrastivePrompts, members.")))))));

    public static void Pickled(IEndpointConventionBuilder endpoint, string root) => Describe(
        endpoint,
        "Scores a pickled request",
        "A pickle of {images, prompts}, {images, queries} or {images, meta_datas}, read by a reader that runs nothing; answers with a pickle of scores and "
            + $"outputs, or of error.{OfPath(root)}",
        [(Pickle, File())],
        Pickle,
        File());

    private static string OfPath(string root) => root.Length > 0 ? " The path names the reward." : " The service's default reward answers where none is named.";

    private static void Describe(
        IEndpointConventionBuilder endpoint,
        string summary,
        string description,
        (string Type, OpenApiSchema Schema)[]? body,
        string answerType,
        OpenApiSchema answer,
        OpenApiSchema? notReady = null) => endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
    {
        (operation.Summary, operation.Description) = (summary, description);
        operation.Parameters = [.. ParametersOf(context.Description.RelativePath ?? "")];

        if (body is not null)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = body.ToDictionary(entry => entry.Type, entry => new OpenApiMediaType { Schema = entry.Schema }, StringComparer.Ordinal),
            };
        }

        operation.Responses = new OpenApiResponses { ["200"] = Answer("The answer.", answerType, answer) };
        foreach (var (status, why) in Refusals.Where(refusal => body is not null || IsOfTheServer(refusal.Status)))
        {
            // Whoever must not ask at all, and what failed outside the rewards, is answered in JSON, whatever the dialect.
            var refusal = answerType == Pickle && status != StatusCodes.Status401Unauthorized
                ? Answer(why, Pickle, PickledRefusal())
                : Answer(why, Json, Refusal());
            if (answerType == Pickle && status == ScoreProblem.Failed)
            {
                refusal.Content![Json] = new OpenApiMediaType { Schema = Refusal() };
            }

            if (status is ScoreProblem.Busy or ScoreProblem.NotReady)
            {
                refusal.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                {
                    ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait before another try.", Schema = Number() },
                };
            }

            operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = refusal;
        }

        if (notReady is not null)
        {
            operation.Responses["503"] = Answer("Not yet, or no longer.", Json, notReady);
        }

        return Task.CompletedTask;
    });

    private static bool IsOfTheServer(int status) => status is StatusCodes.Status401Unauthorized or ScoreProblem.Failed;

    private static OpenApiResponse Answer(string description, string type, OpenApiSchema schema) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [type] = new OpenApiMediaType { Schema = schema } },
    };

    private static OpenApiSchema Refusal() => Object(("error", Text("Why, one line.")));

    private static OpenApiSchema PickledRefusal()
    {
        var schema = File();
        schema.Description = "A pickle of {\"error\": why, one line}.";
        return schema;
    }

    private static IEnumerable<IOpenApiParameter> ParametersOf(string path) =>
        new[] { ("reward", "The reward's id."), ("rest", "Anything: clients of pickles differ in their paths.") }
            .Where(parameter => path.Contains($"{{{parameter.Item1}}}", StringComparison.Ordinal))
            .Select(parameter => new OpenApiParameter
            {
                Name = parameter.Item1,
                In = ParameterLocation.Path,
                Required = true,
                Schema = Text(parameter.Item2),
            });

    private static OpenApiSchema Conversation() => Object(
        ("history", List(Object(("text", Text()), ("image_b64", Text("An image file in base64."))))),
        ("required_rewards", List(Text())));

    private static OpenApiSchema HealthAnswer() =>
        Object(("status", Text("ok, loading or stopped")), ("rewards", Anything("For each reward's id a list of that word.")));

    private static OpenApiSchema Object(params (string Name, OpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = properties.ToDictionary(property => property.Name, property => (IOpenApiSchema)property.Schema, StringComparer.Ordinal),
    };

    private static OpenApiSchema List(OpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    private static OpenApiSchema Text(string? description = null) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema File() => new() { Type = JsonSchemaType.String, Format = "binary" };

    private static OpenApiSchema Number() => new() { Type = JsonSchemaType.Number, Format = "double" };

    private static OpenApiSchema Truth(string description) => new() { Type = JsonSchemaType.Boolean, Description = description };

    private static OpenApiSchema Anything(string description) => new() { Type = JsonSchemaType.Object, Description = description };
}
