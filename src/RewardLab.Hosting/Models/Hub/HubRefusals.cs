using RewardLab.Abstractions;


namespace RewardLab.Hosting.Models.Hub;

/// <summary>Reads refusals as the hub writes them: a status, which for what is not there is 401 to strangers, and the headers X-Error-Code and X-Error-Message,
/// which say more.</summary>
internal static class HubRefusals
{
    private const string BadCredentials = "Invalid credentials in Authorization header";
    private const string DisabledMessage = "Access to this resource is disabled";

    /// <summary>The refusal in a response; null where it is none that is known, such as a fault of the server.</summary>
    /// <param name="response">The response.</param>
    /// <param name="repository">The repository that was asked for, "owner/name".</param>
    /// <param name="name">What messages begin with: the repository, or a file of it.</param>
    /// <param name="options">Who asks whom.</param>
    public static HubRefusalException? In(HttpResponseMessage response, string repository, string name, HubOptions options)
    {
        var status = (int)response.StatusCode;
        var message = OneLine.Format(Header(response, "X-Error-Message") ?? "").TrimEnd('.');
        var page = $"{options.Endpoint.ToString().TrimEnd('/')}/{repository}";
        var said = message.Length > 0 ? $"; the hub says \"{message}\"" : "";
        return Header(response, "X-Error-Code") switch
        {
            "GatedRepo" => Gated(),
            "RevisionNotFound" => new(
                HubRefusal.NoRevision, $"{name}: the repository has no such branch, tag or commit ({status}). See {page} for those it has."),
            "RepoNotFound" => NotThere(),
            _ when message.StartsWith(DisabledMessage, StringComparison.OrdinalIgnoreCase) => new(
                HubRefusal.Disabled, $"{name}: the hub has closed this repository ({status}{said}). Use another."),
            _ when status == 401 && message.StartsWith(BadCredentials, StringComparison.OrdinalIgnoreCase) => BadToken(),
            _ when status == 401 && options.Token is not null => BadToken(),
            _ when status == 401 => NotThere(),
            _ when status == 403 => Gated(),
            _ => null,
        };

        HubRefusalException NotThere() => new(
            HubRefusal.NotThereOrNotOpen,
            $"{name}: does not exist, or is not accessible to you ({status}{said}). Check the name; "
            + $"if {page} is a private or gated model, set HF_TOKEN to {(options.Token is null ? "your token" : "a token that may read it")}, "
            + "and accept its licence there.");

        HubRefusalException Gated() => new(
            HubRefusal.Gated,
            $"{name}: exists, but is not accessible to you ({status}{said}). Accept its licence at {page}, and "
            + (options.Token is null
                ? "set HF_TOKEN to your token."
                : "check that the token in HF_TOKEN belongs to the account that accepted it and may read gated models."));

        HubRefusalException BadToken() => new(
            HubRefusal.BadToken,
            $"{name}: the hub refuses your token ({status}{said}). Renew it in HF_TOKEN, or unset HF_TOKEN; "
            + $"if the name is right, {page} may also no longer exist or not be accessible to you.");
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
