namespace RewardLab.Evaluation.Agreement;

/// <summary>One annotator's answer to one item.</summary>
/// <typeparam name="T">The categories.</typeparam>
/// <param name="Annotator">The annotator's name.</param>
/// <param name="Item">The item's, such as an image's or a set's.</param>
/// <param name="Answer">The category chosen.</param>
/// <param name="Seconds">How long the answer took, in seconds; a number that is not finite or not above 0 stands for a time that nobody took.</param>
public sealed record AnnotatorAnswer<T>(string Annotator, string Item, T Answer, double Seconds)
    where T : notnull;
