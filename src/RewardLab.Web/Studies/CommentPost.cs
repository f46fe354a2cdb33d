namespace RewardLab.Web.Studies;

/// <summary>What a page posts when a comment was written.</summary>
/// <param name="Item">The item.</param>
/// <param name="Comment">The text; empty to take an earlier one back.</param>
/// <param name="Key">A key of the page's choice: the same one again is the same comment again.</param>
/// <param name="ClientTime">When it was written, by the annotator's clock.</param>
internal sealed record CommentPost(long Item, string Comment, string Key, DateTimeOffset? ClientTime = null);
