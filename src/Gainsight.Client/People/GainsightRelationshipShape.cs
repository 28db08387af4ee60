namespace Gainsight.Client;

/// <summary>Where the relationships of a person stand in the call that writes the person. The vendor publishes no sample; neither shape is verified.</summary>
public enum GainsightRelationshipShape
{
    /// <summary>Inside the company that the relationship belongs to: <c>{"companies":[{"Company_ID":"…","relationships":[{"Relationship_ID":"…"}]}]}</c>.</summary>
    InsideCompany,

    /// <summary>Beside the companies: <c>{"companies":[{"Company_ID":"…"}],"relationships":[{"Relationship_ID":"…"}]}</c>.</summary>
    TopLevel,
}
