using RewardLab.Web.Studies;

namespace RewardLab.Web.Sites;

/// <summary>One of several studies of a server.</summary>
/// <param name="Path">The path that all of its addresses begin with, such as "/study/cats-1f3a9c2e": the same as long as the study lives.</param>
/// <param name="Served">The study and its links.</param>
public sealed record HostedStudy(string Path, ServedStudy Served);
